package io.resforge.inference.app;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks the service on this machine, as a client does. */
public final class TrialCall {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private TrialCall() {}

    /**
     * Waits until a model is live, and has an image classified some times.
     *
     * @param pixels as the model wants them
     * @param atMost for all calls together
     */
    public static void classify(int port, byte[] pixels, int times, Duration atMost) {
        ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
        try {
            ClassifyRequest request = ClassifyRequest.newBuilder()
                    .addImages(Image.newBuilder().setRaw(ByteString.copyFrom(pixels)))
                    .build();
            InferenceServiceBlockingStub stub = InferenceServiceGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS);
            for (int answers = 0; answers < times; ) {
                answers += classify(stub, request) ? 1 : 0;
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean classify(InferenceServiceBlockingStub stub, ClassifyRequest request) {
        try {
            stub.classify(request);
            return true;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                throw e;
            }
            LockSupport.parkNanos(LOOK_NANOS); // no model yet
            return false;
        }
    }
}
