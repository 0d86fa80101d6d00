package io.resforge.inference.api.grpc;

import io.grpc.InternalChannelz;
import io.grpc.Server;
import io.resforge.v1.InferenceServiceGrpc;
import java.util.Optional;

/**
 * Finds our gRPC server, which the framework keeps to itself. The framework would end it when the event loops are about to close, too
 * late for clients to hear of it.
 */
public final class GrpcServers {

    private static final int MOST_SERVERS = 1_000;

    private GrpcServers() {}

    /** Our server, from its start until it has ended. */
    public static Optional<Server> ours() {
        // gRPC's own register of what runs in a process.
        return InternalChannelz.instance().getServers(0, MOST_SERVERS).servers.stream()
                .filter(Server.class::isInstance)
                .map(Server.class::cast)
                .filter(server -> !server.isTerminated())
                .filter(GrpcServers::isOurs)
                .findFirst();
    }

    private static boolean isOurs(Server server) {
        return server.getServices().stream()
                .anyMatch(
                        service -> service.getServiceDescriptor().getName().equals(InferenceServiceGrpc.SERVICE_NAME));
    }
}
