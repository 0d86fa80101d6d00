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
public record Ports(int grpc, int http) {

    /** These ports, each replaced by a free one if something listens there already. */
    Ports orFree() {
        // Both stay open until both are chosen, so that they differ.
        try (ServerSocket first = bound(grpc);
                ServerSocket second = bound(http)) {
            return new Ports(first.getLocalPort(), second.getLocalPort());
        } catch (IOException failure) {
            throw new UncheckedIOException("no free port on this machine", failure);
        }
    }

    /** Any free ports. */
    public static Ports free() {
        return new Ports(0, 0).orFree();
    }

    private static ServerSocket bound(int port) throws IOException {
        try {
            return new ServerSocket(port);
        } catch (IOException taken) {
            return new ServerSocket(0);
        }
    }
}
