package io.resforge.benchmarks.serving.load;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiConsumer;

/** A real server of one method whose messages are bytes. */
final class RawServer implements AutoCloseable {

    private static final Request REQUEST = Request.of("test.Service/Call", new byte[] {1, 2, 3});

    private final Server server;
    private final Connections connections;

    RawServer(BiConsumer<byte[], StreamObserver<byte[]>> method) {
        ServerServiceDefinition service = ServerServiceDefinition.builder("test.Service")
                .addMethod(REQUEST.method(), ServerCalls.asyncUnaryCall(method::accept))
                .build();
        try {
            server = NettyServerBuilder.forPort(0).addService(service).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections = Connections.to(server.getPort(), 2);
    }

    Connections connections() {
        return connections;
    }

    List<Request> requests() {
        return List.of(REQUEST);
    }

    @Override
    public void close() {
        connections.close();
        server.shutdownNow();
    }
}
