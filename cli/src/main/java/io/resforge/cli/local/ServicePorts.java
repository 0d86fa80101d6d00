package io.resforge.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/**
 * Where a service listens.
 *
 * @param grpc from 1 to 65535
 * @param http from 1 to 65535
 */
public record ServicePorts(int grpc, int http) {

    // What the operating system replaces by a free one.
    private static final int ANY = 0;

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
        try {
            return new ServerSocket(port);
        } catch (IOException taken) {
            return new ServerSocket(ANY);
        }
    }
}
