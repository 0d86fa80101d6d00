package io.resforge.inference.classify;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.Explanation.ExplainQuery;
import io.resforge.inference.classify.Explanation.PredictionOrigin;
import io.resforge.inference.classify.Explanation.Saliency;
import io.resforge.inference.classify.Explanation.TrainingImage;
import io.resforge.inference.classify.PredictionIds.PredictionId;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.neuralnet.text.LogText.Excerpt;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.TrainingSample;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Shows why a version answers for an image as it does. The copies that this takes are computed by the engine that serves, through the same
 * queue as calls; all explanations are one client of it, and none begins while the queue is an eighth full.
 */
public final class ExplainService implements AutoCloseable {

    private static final String CLIENT = "explanations";
    private static final int NEIGHBOURS = 5;
    private static final int MOST_CELLS_A_SIDE = 8;
    private static final int QUEUE_SHARE = 8;
    private static final int MOST_WAITING = 16;
    private static final int MOST_REMEMBERED = 100;
    private static final int LONGEST_TEXT = 80;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final ServedModels models;
    private final ColdCalls cold;
    private final Batcher batcher;
    private final Decoders decoders;
    private final TrainingSamples samples;
    private final PredictionIds ids;
    private final Map<PredictionId, Explanation> remembered = new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PredictionId, Explanation> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    /** Looks for neighbours, one image at a time. The thread ends when it has had nothing to do for a while. */
    private final ThreadPoolExecutor search = new ThreadPoolExecutor(
            1,
            1,
            TIMEOUT.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("resforge-explain").daemon().factory());

    public ExplainService(
            ServedModels models,
            ColdCalls cold,
            Batcher batcher,
            Decoders decoders,
            TrainingSamples samples,
            PredictionIds ids) {
        this.models = models;
        this.cold = cold;
        this.batcher = batcher;
        this.decoders = decoders;
        this.samples = samples;
        this.ids = ids;
        search.allowCoreThreadTimeOut(true);
    }

    /**
     * Explains an image without blocking.
     *
     * @param caller who waits; another client of the queue stands in its place
     * @param mayUse whether the caller may use a model; the predictions of others do not exist for it
     * @throws InvalidRequest if the request breaks a rule
     * @throws NotLive if the model is not served here, or the version not loaded
     * @throws Overloaded if the server is busy with calls
     */
    public CompletableFuture<Explanation> explain(ExplainQuery query, Caller caller, Predicate<String> mayUse) {
        Optional<PredictionId> id = Optional.of(query.predictionId())
                .filter(text -> !text.isEmpty())
                .map(text -> known(text, mayUse));
        ServedModel model = models.model(id.map(PredictionId::model).orElse(query.model()));
        VersionChoice choice = id.<VersionChoice>map(it -> new VersionChoice.Version(it.version()))
                .orElse(query.choice());
        Caller own = Caller.of(CLIENT, min(caller.timeout(), TIMEOUT));
        caller.onLeaving(own::leave);
        return cold.whenLoaded(model, own, () -> explain(query, model, choice, id, own));
    }

    private CompletableFuture<Explanation> explain(
            ExplainQuery query, ServedModel model, VersionChoice choice, Optional<PredictionId> id, Caller own) {
        Lease computing = models.borrow(model, choice);
        Lease searching;
        try {
            searching = models.borrow(
                    model, new VersionChoice.Version(computing.model().version()));
        } catch (RuntimeException | Error e) {
            computing.close();
            throw e;
        }
        CompletableFuture<Explanation> explained;
        try {
            explained = explain(query, computing, searching, own);
        } catch (RuntimeException | Error e) {
            computing.close();
            searching.close();
            throw e;
        }
        return explained.whenComplete((explanation, failure) -> {
            searching.close();
            if (explanation != null) {
                id.ifPresent(it -> remember(it, explanation));
            }
        });
    }

    /**
     * Tells where a prediction comes from. The store is asked for what this server does not know any more.
     *
     * @param mayUse as {@link #explain} has it
     * @throws InvalidRequest if no server that shares the key made the id
     * @throws NotLive if the version is gone from the store too
     */
    public PredictionOrigin origin(String predictionId, Predicate<String> mayUse) {
        PredictionId id = known(predictionId, mayUse);
        Optional<ServedModel> served = models.models().stream()
                .filter(model -> model.name().equals(id.model()))
                .findFirst();
        Manifest manifest = served.flatMap(model -> model.known(id.version()))
                .map(LiveModel::manifest)
                .or(() -> samples.manifest(id.model(), id.version()))
                .filter(it -> id.classIndex() < it.labels().size())
                .orElseThrow(() ->
                        new NotLive("version " + id.version() + " of " + id.model() + " is not in the store any more"));
        boolean loaded =
                served.flatMap(model -> model.slot().loaded(id.version())).isPresent();
        synchronized (remembered) {
            return new PredictionOrigin(
                    id,
                    manifest,
                    manifest.labels().get(id.classIndex()),
                    loaded,
                    Optional.ofNullable(remembered.get(id)));
        }
    }

    private void remember(PredictionId id, Explanation explanation) {
        synchronized (remembered) {
            remembered.put(id, explanation);
        }
    }

    private PredictionId known(String text, Predicate<String> mayUse) {
        return ids.read(text)
                .filter(id -> mayUse.test(id.model()))
                .orElseThrow(() -> new InvalidRequest(
                        "prediction_id",
                        "must be the id of a prediction as this server, or one that shares its key, gave it, was \""
                                + Excerpt.of(text, LONGEST_TEXT) + "\""));
    }

    private CompletableFuture<Explanation> explain(
            ExplainQuery query, Lease computing, Lease searching, Caller caller) {
        LiveModel model = computing.model();
        int label = label(query.label(), model);
        Occlusion occlusion = new Occlusion(model.image(), side());
        List<ImageInput> images = List.of(new ImageInput.Encoded(query.file()));
        if (batcher.depth() > batcher.capacity() / QUEUE_SHARE) {
            throw Overloaded.byCalls(A_WHILE);
        }
        Duration decoding = PixelDecoding.decodingTime(images, caller, decoders);
        Reservation admission = batcher.admit(occlusion.images(), decoding, caller);
        CompletableFuture<byte[]> decoded;
        try {
            decoded = new PixelDecoding(images, model.image(), caller).decode(decoders);
        } catch (RuntimeException | Error e) {
            admission.cancel();
            throw e;
        }
        return decoded.whenComplete((pixels, failure) -> {
                    if (failure != null) {
                        admission.cancel();
                        computing.close();
                    }
                })
                .thenCompose(pixels -> submit(admission, computing, occlusion, pixels)
                        .thenCompose(logits -> search(pixels, logits, occlusion, label, searching, caller)));
    }

    /** From here on the lease is the queue's, which gives it back when no worker computes with it any more. */
    private static CompletableFuture<float[]> submit(
            Reservation admission, Lease lease, Occlusion occlusion, byte[] pixels) {
        boolean queued = false;
        try {
            CompletableFuture<float[]> logits = admission.submit(lease, occlusion.copies(pixels));
            queued = true;
            return logits;
        } finally {
            if (!queued) {
                admission.cancel();
                lease.close();
            }
        }
    }

    /** Fewer cells where the queue is so short that they would not fit. */
    private int side() {
        return Math.clamp((int) Math.sqrt(batcher.capacity() / 2.0), 1, MOST_CELLS_A_SIDE);
    }

    /** The class that is asked for; -1 for the likeliest. */
    private static int label(String asked, LiveModel model) {
        int index = asked.isEmpty() ? -1 : model.labels().indexOf(asked);
        if (!asked.isEmpty() && index < 0) {
            throw new InvalidRequest(
                    "class",
                    "must be one of " + String.join(", ", model.labels()) + ", was \"" + Excerpt.of(asked, LONGEST_TEXT)
                            + "\"");
        }
        return index;
    }

    private CompletableFuture<Explanation> search(
            byte[] pixels, float[] logits, Occlusion occlusion, int asked, Lease lease, Caller caller) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        if (caller.gone()) {
                            throw new CallAbandoned();
                        }
                        return explanation(pixels, logits, occlusion, asked, lease);
                    },
                    search);
        } catch (RejectedExecutionException e) {
            throw search.isShutdown() ? new ServerStopping() : Overloaded.byCalls(A_WHILE);
        }
    }

    private Explanation explanation(byte[] pixels, float[] logits, Occlusion occlusion, int asked, Lease lease) {
        LiveModel model = lease.model();
        List<ClassScore> classes =
                LogitScores.top(logits, 0, model.labels(), model.labels().size());
        ClassScore label = classes.stream()
                .filter(score -> asked < 0 || score.index() == asked)
                .findFirst()
                .orElseThrow();
        Saliency saliency = new Saliency(label, occlusion.side(), occlusion.drops(logits, label.index()));
        return switch (samples.of(model)) {
            case TrainingSamples.Found.Nothing(String why) ->
                new Explanation(model, classes, saliency, List.of(), 0, why);
            case TrainingSamples.Found.Sample(TrainingSample sample) -> {
                List<TrainingImage> near = sample.nearest(lease.features(pixels, 1), NEIGHBOURS).stream()
                        .map(neighbour -> image(sample, neighbour, model))
                        .toList();
                yield new Explanation(model, classes, saliency, near, sample.count(), "");
            }
        };
    }

    private static TrainingImage image(TrainingSample sample, TrainingSample.Neighbour neighbour, LiveModel model) {
        int from = neighbour.index() * sample.image().bytes();
        return new TrainingImage(
                model.labels().get(sample.labels()[neighbour.index()]),
                neighbour.similarity(),
                sample.image(),
                Arrays.copyOfRange(sample.pixels(), from, from + sample.image().bytes()));
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    @Override
    public void close() {
        search.shutdown();
    }
}
