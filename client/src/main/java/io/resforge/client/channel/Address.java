package io.resforge.client.channel;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a server listens.
 *
 * @param host a name or an IP address; an IPv6 address stands in brackets
 * @param port from 1 to 65535
 * @param security what is said about TLS
 */
public record Address(String host, int port, Security security) {

    /** Whether a server speaks TLS. */
    public enum Security {
        /** By {@code grpc://} or {@code http://}: no. */
        PLAIN,
        /** By {@code grpcs://} or {@code https://}: yes. */
        TLS,
        /** Without a scheme: as the client's other settings say. */
        UNSAID
    }

    private static final Map<String, Security> SCHEMES =
            Map.of("grpc", Security.PLAIN, "http", Security.PLAIN, "grpcs", Security.TLS, "https", Security.TLS);

    /** An address of which nothing is said about TLS. */
    public Address(String host, int port) {
        this(host, port, Security.UNSAID);
    }

    public Address {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host, such as localhost:9000");
        }
        if (host.contains(":") && !host.startsWith("[")) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets, such as [::1], was " + host);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is within 1 to 65535, was " + port);
        }
    }

    /**
     * Reads {@code host:port}, perhaps with a scheme such as {@code grpcs://} before it.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Address parse(String text) {
        String full = text.strip().contains("://") ? text.strip() : "unsaid://" + text.strip();
        URI uri;
        try {
            uri = URI.create(full);
        } catch (IllegalArgumentException malformed) {
            throw notAnAddress(text);
        }
        Security security = SCHEMES.getOrDefault(uri.getScheme().toLowerCase(Locale.ROOT), Security.UNSAID);
        boolean other = security == Security.UNSAID && !full.startsWith("unsaid://");
        boolean more = other
                || uri.getUserInfo() != null
                || !uri.getRawPath().isEmpty()
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65535 || more) {
            throw notAnAddress(text);
        }
        return new Address(uri.getHost(), uri.getPort(), security);
    }

    /**
     * Reads several addresses.
     *
     * @throws IllegalArgumentException if there is none or one is not of the form {@code host:port}
     */
    public static List<Address> parseAll(List<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("at least one address is needed, such as localhost:9000");
        }
        return texts.stream().map(Address::parse).toList();
    }

    /** The host as name services take it: without the brackets of an IPv6 address. */
    String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("'" + text
                + "' is not an address; write host:port, such as localhost:9000, or grpcs://host:port for TLS");
    }

    /** Host and port, whatever is said about TLS. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
