package io.resforge.cli.common;

import io.resforge.client.ResForgeClient;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Addresses as users give them. */
final class Addresses {

    // A person who waits would rather know soon.
    private static final int ATTEMPTS = 3;

    private Addresses() {}

    static Optional<List<String>> fromEnvironment(String variable) {
        String value = System.getenv().getOrDefault(variable, "").strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(List.of(value.split(",")));
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
