package io.resforge.cli.common;

import io.resforge.client.ResForgeClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Addresses as users give them. */
final class Addresses {

    // A person who waits would rather know soon.
    private static final int ATTEMPTS = 3;

    /** With a port, as every address has one; what is none is told by the client. */
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z]+://)?(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");

    private Addresses() {}

    static Optional<List<String>> fromEnvironment(String variable) {
        String value = Contexts.environment().getOrDefault(variable, "").strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(List.of(value.split(",")));
    }

    /**
     * These addresses, if their hosts are known: else a call would wait for one until its time is over.
     *
     * @throws CommandFailed as bad usage, if one is not
     */
    static List<String> known(List<String> addresses) {
        for (String address : addresses) {
            Matcher parts = HOST.matcher(address.strip());
            if (parts.matches() && !isProxied() && !resolves(parts.group("host"))) {
                throw CommandFailed.badUsage("unknown host '" + parts.group("host") + "' in '" + address + "'");
            }
        }
        return addresses;
    }

    /** A proxy may know hosts that this machine does not. */
    private static boolean isProxied() {
        return Stream.of("https_proxy", "HTTPS_PROXY", "GRPC_PROXY_EXP", "all_proxy", "ALL_PROXY")
                .anyMatch(variable -> System.getenv(variable) != null);
    }

    private static boolean resolves(String host) {
        try {
            InetAddress.getByName(host);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Builds a client; a malformed address is bad usage. */
    static ResForgeClient client(UnaryOperator<ResForgeClient.Builder> settings) {
        try {
            return settings.apply(ResForgeClient.builder().attempts(ATTEMPTS)).build();
        } catch (IllegalArgumentException malformed) {
            throw CommandFailed.badUsage(malformed.getMessage());
        }
    }
}
