package io.resforge.inference.app;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.runtime.Quarkus;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the service until it has answered, over a store that is made for it. Java, told to, takes down meanwhile which classes that needs
 * ({@code -XX:AOTCacheOutput}), so that later starts are quicker.
 */
final class AotTrainingRun {

    private static final System.Logger LOG = System.getLogger("resforge");
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);
    private static final int CALLS = 20;
    private static final int FAILED = 1;

    private AotTrainingRun() {}

    static void run() throws IOException {
        AotTraining rehearsal = AotTraining.prepare();
        rehearsal.settings().forEach(System::setProperty);
        Thread.ofPlatform().name("resforge-rehearsal").daemon().start(() -> Quarkus.asyncExit(ask(rehearsal)));
        Quarkus.run(null, (code, failure) -> {
            clean(rehearsal);
            System.exit(failure == null ? code : FAILED);
        });
    }

    private static int ask(AotTraining rehearsal) {
        try {
            TrialCall.classify(rehearsal.grpcPort(), rehearsal.image(), CALLS, ANSWERS_WITHIN);
            rehearsal.probe();
            return 0;
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the rehearsal failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private static void clean(AotTraining rehearsal) {
        try {
            rehearsal.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the rehearsal left files behind: " + e);
        }
    }

    /** Asks the service on this machine, as a client does. */
    public static final class TrialCall {

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
}
