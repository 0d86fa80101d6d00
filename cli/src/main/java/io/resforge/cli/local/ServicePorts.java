package io.resforge.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a service listens.
 *
 * @param grpc from 1 to 65535
 * @param http from 1 to 65535
 */
public record ServicePorts(int grpc, int http) {

    /** Stands for any free port. */
    private static final int ANY = 0;

    /**
     * Free ports are below those that systems give to outgoing connections (Linux from 32768, others from 49152): one of these could
     * take the port before the service does.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    /** Ports that this process has chosen: a service that was started a moment ago may not listen yet. */
    private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

    public ServicePorts {
        check(grpc);
        check(http);
    }

    private static void check(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is within 1 to 65535, was " + port);
        }
    }

    /** These ports, each replaced by a free one if something listens there already. */
    ServicePorts orFree() {
        return bound(grpc, http);
    }

    /** Any free ports. */
    public static ServicePorts free() {
        return bound(ANY, ANY);
    }

    private static ServicePorts bound(int grpc, int http) {
        // Both stay open until both are chosen, so that they differ.
        try (ServerSocket first = bound(grpc);
                ServerSocket second = bound(http)) {
            return new ServicePorts(first.getLocalPort(), second.getLocalPort());
        } catch (IOException failure) {
            throw new UncheckedIOException("no free port on this machine", failure);
        }
    }

    private static ServerSocket bound(int port) throws IOException {
        if (port != ANY) {
            try {
                return new ServerSocket(port);
            } catch (IOException taken) {
                // Replaced by a free one.
            }
        }
        int start = ThreadLocalRandom.current().nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int candidate = FIRST + (start + i) % COUNT;
            if (CHOSEN.add(candidate)) {
                try {
                    return new ServerSocket(candidate);
                } catch (IOException taken) {
                    // The next one may be free.
                }
            }
        }
        throw new IOException("none of the ports from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
