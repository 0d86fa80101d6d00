package io.resforge.inference.app;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.runtime.Quarkus;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The surroundings of an AOT training run: a store of its own and free ports. It is part of the service's jar, since
 * Java takes the classes that it noted only with the same class path.
 */
public final class AotTraining implements AutoCloseable {

    private final Path home;
    private final FolderBucket bucket;
    private final int grpc;
    private final int http;

    private AotTraining(Path home, FolderBucket bucket, int grpc, int http) {
        this.home = home;
        this.bucket = bucket;
        this.grpc = grpc;
        this.http = http;
    }

    /** Prepares a store with a network to serve. */
    public static AotTraining prepare() throws IOException {
        Path home = Files.createTempDirectory("resforge-rehearsal");
        ObjectStore objects = ObjectStore.openOrCreate(home.resolve("store").toString());
        BlankNetwork.publish(objects);
        return new AotTraining(home, FolderBucket.serve(objects), freePort(), freePort());
    }

    /** What the service has to be told. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(bucket.settings());
        settings.putAll(Map.of(
                "resforge.home",
                home.toString(),
                "resforge.cache",
                home.resolve("cache").toString(),
                "resforge.store",
                bucket.location(),
                "resforge.model",
                BlankNetwork.MODEL,
                // There is nothing to choose from on a machine that only builds.
                "resforge.engine",
                "onnx",
                "resforge.require-signature",
                "false",
                "quarkus.grpc.server.host",
                "127.0.0.1",
                "quarkus.grpc.server.port",
                Integer.toString(grpc),
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.http.port",
                Integer.toString(http)));
        return settings;
    }

    /** Where the service will be asked over gRPC. */
    public int grpcPort() {
        return grpc;
    }

    /** An image that the service can classify. */
    public byte[] image() {
        return BlankNetwork.image();
    }

    /** Asks for what a platform asks for first. */
    public void probe() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/q/health/started", "/q/health/ready", "/q/health/live", "/q/metrics")) {
                URI uri = URI.create("http://127.0.0.1:" + http + path);
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        bucket.close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A network whose weights are all zero: so are its logits, for every image. */
    static final class BlankNetwork {

        static final String MODEL = "rehearsal";

        private static final String ARCHITECTURE = "resnet20-v1";
        private static final List<String> LABELS =
                IntStream.range(0, 10).mapToObj(Integer::toString).toList();

        private BlankNetwork() {}

        /** Publishes it as the champion. */
        static void publish(ObjectStore store) {
            Graph graph = Architecture.parse(ARCHITECTURE).graph(ImageShape.CIFAR, LABELS.size());
            ParameterLayout layout = ParameterLayout.of(graph);
            Weights zeros = new Weights(new float[layout.parameterCount()], new float[layout.statisticCount()]);
            String version = new Checkpoints(store, Clock.systemUTC())
                    .publish(draft(layout), zeros)
                    .version();
            new Promotions(store, Clock.systemUTC()).promote(MODEL, version, "a rehearsal", "rehearsal");
        }

        static byte[] image() {
            return new byte[ImageShape.CIFAR.bytes()];
        }

        private static Manifest draft(ParameterLayout layout) {
            List<Float> zeros = Collections.nCopies(LABELS.size(), 0f);
            return new Manifest(
                    Manifest.FORMAT,
                    MODEL,
                    null,
                    "rehearsal",
                    null,
                    null,
                    ARCHITECTURE,
                    LABELS,
                    InputImage.of(ImageShape.CIFAR),
                    new Normalisation.MeanDeviation(Collections.nCopies(3, .5), Collections.nCopies(3, .25)),
                    1,
                    0,
                    null,
                    layout.parameterCount(),
                    Map.of(),
                    0,
                    new DatasetSummary("none", "none", 1, 1, 0, null),
                    Collections.nCopies(LABELS.size(), 1.0 / LABELS.size()),
                    Collections.nCopies(8, new GoldenImage(image(), zeros)),
                    null,
                    Map.of(),
                    null);
        }
    }

    /**
     * Runs the service over a store of its own until it has answered, while Java notes which classes that needs ({@code
     * -XX:AOTCacheOutput}), so that later starts are quicker.
     */
    static final class AotTrainingRun {

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
             * Waits until a model is live, and has an image classified some times; {@code atMost} is for all calls
             * together.
             */
            public static void classify(int port, byte[] pixels, int times, Duration atMost) {
                ManagedChannel channel = Grpc.newChannelBuilder(
                                "127.0.0.1:" + port, InsecureChannelCredentials.create())
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
}
