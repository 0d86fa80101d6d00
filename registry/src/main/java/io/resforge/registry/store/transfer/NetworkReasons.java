package io.resforge.registry.store.transfer;

import io.resforge.neuralnet.text.LogText.Excerpt;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Words why a server could not be spoken with. */
public final class NetworkReasons {

    private static final int LONGEST = 300;

    private NetworkReasons() {}

    /** The innermost reason that can be named, or else what the failure itself says. */
    public static String of(Throwable failure) {
        return Stream.iterate(failure, e -> e != null, Throwable::getCause)
                .limit(20)
                .map(NetworkReasons::known)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> shortened(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
    }

    /** The first line, if it is not too long. */
    public static String shortened(String message) {
        return Excerpt.of(message.strip().lines().findFirst().orElse(""), LONGEST);
    }

    private static Optional<String> known(Throwable e) {
        return switch (e) {
            case UnknownHostException unknown -> Optional.of("the host " + unknown.getMessage() + " is not known");
            case ConnectException refused ->
                Optional.of("the server cannot be connected to (" + refused.getMessage() + ")");
            case SocketException broken -> Optional.of("the connection broke (" + broken.getMessage() + ")");
            case SocketTimeoutException silent ->
                Optional.of("the server did not answer in time (" + silent.getMessage() + ")");
            case SSLException tls ->
                Optional.of("TLS failed (" + shortened(String.valueOf(tls.getMessage()))
                        + "); name the file of a private authority's certificates in " + TrustedCertificates.VARIABLE);
            default -> Optional.empty();
        };
    }
}
