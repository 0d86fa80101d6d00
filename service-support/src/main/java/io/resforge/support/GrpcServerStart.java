package io.resforge.support;

import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.quarkus.runtime.LaunchMode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Tells whether the gRPC server started. When its port is taken, the framework only logs that and goes on without it. */
public final class GrpcServerStart {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private GrpcServerStart() {}

    /** To be asked once the application has started; the framework counts the server a moment after it began to listen. */
    public static boolean succeeded() {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            return true; // started in another way, which fails by itself
        }
        long end = System.nanoTime() + GRACE.toNanos();
        while (GrpcServerRecorder.getVerticleCount() == 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return GrpcServerRecorder.getVerticleCount() > 0;
    }
}
