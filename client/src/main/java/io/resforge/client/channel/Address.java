package io.resforge.client.channel;

import java.net.URI;
import java.util.List;

/**
 * Where a server listens.
 *
 * @param host a name or an IP address; an IPv6 address stands in brackets
 * @param port from 1 to 65535
 */
public record Address(String host, int port) {

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
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Address parse(String text) {
        URI uri;
        try {
            uri = URI.create("grpc://" + text.strip());
        } catch (IllegalArgumentException malformed) {
            throw notAnAddress(text);
        }
        boolean more = uri.getUserInfo() != null
                || !uri.getRawPath().isEmpty()
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65535 || more) {
            throw notAnAddress(text);
        }
        return new Address(uri.getHost(), uri.getPort());
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
        return new IllegalArgumentException(
                "'" + text + "' is not an address; write host:port, such as localhost:9000");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
