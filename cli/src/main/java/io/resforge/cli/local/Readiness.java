package io.resforge.cli.local;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.TimeUnit;

/** Asks a service whether it is there. */
final class Readiness implements AutoCloseable {

    private final ManagedChannel channel;

    Readiness(String address) {
        channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .build();
    }

    /** Whether it answers; an inference service without a model is there, though it does not serve yet. */
    boolean answers() {
        try {
            // Without this a refused connection is tried again only after a second and more.
            channel.resetConnectBackoff();
            HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
