package io.resforge.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;

/** Says in a sentence why two ends could not agree on TLS, as far as the libraries' exceptions tell. */
final class TlsErrors {

    private TlsErrors() {}

    /**
     * @param failure of a connection
     * @param server that was called
     * @return empty if it has nothing to do with TLS
     */
    static Optional<String> sentence(Throwable failure, String server) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> sentence = ofOne(cause, server);
            if (sentence.isPresent()) {
                return sentence;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofOne(Throwable cause, String server) {
        String message = String.valueOf(cause.getMessage());
        String words = message.toLowerCase(Locale.ROOT).replace('_', ' ');
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("the certificate of " + server + " has expired: " + message);
        }
        if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("the certificate of " + server + " is not valid yet: " + message);
        }
        if (words.contains("no subject alternative") || words.contains("no name matching")) {
            return Optional.of("the certificate of " + server + " is for other names: " + message);
        }
        if (cause instanceof CertPathBuilderException || words.contains("path does not chain")) {
            return Optional.of(
                    "the certificate of " + server + " is not of a CA that is trusted here; name the file of its CA");
        }
        if (words.contains("wrong version number") || words.contains("not an ssl/tls record")) {
            return Optional.of(server + " does not speak TLS; write grpc://" + server);
        }
        // A record of the type alert, where HTTP/2 without TLS expects its first frame.
        if (words.contains("first received frame was not settings") && words.contains("for first 5 bytes: 150")) {
            return Optional.of(server + " speaks TLS; write grpcs://" + server);
        }
        if (words.contains("certificate required") || words.contains("bad certificate")) {
            return Optional.of(server + " wants a client certificate, or not the one that it was shown");
        }
        if (words.contains("unknown ca") || words.contains("certificate unknown")) {
            return Optional.of(
                    server + " does not accept the client certificate: it is not of a CA that is trusted there");
        }
        if (words.contains("tlsv1 alert internal error") || words.contains("fatal alert: internal error")) {
            return Optional.of(server
                    + " broke the TLS handshake off; if it asks for a client certificate, it may not accept this one");
        }
        if (words.contains("protocol version") || words.contains("handshake failure")) {
            return Optional.of(server + " and this client have no version or cipher suite of TLS in common");
        }
        return Optional.empty();
    }
}
