package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.Output.RequestedOutputs;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.classify.ClassifyQuery;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.ColdCalls;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.telemetry.CallStatistics.CallTotals;
import io.resforge.inference.telemetry.MeterReadings;
import io.resforge.inference.telemetry.ServingObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The Open Inference Protocol's view of classifying: a tensor of images in, tensors out. */
public final class TensorService {

    private final ClassifyService classifying;
    private final ColdCalls cold;
    private final Repository repository;
    private final ServingObserver observer;
    private final MeterReadings readings;
    private final int maxImages;

    /** @param maxImages most images a call */
    public TensorService(
            ClassifyService classifying,
            ColdCalls cold,
            Repository repository,
            ServingObserver observer,
            MeterReadings readings,
            int maxImages) {
        this.classifying = classifying;
        this.cold = cold;
        this.repository = repository;
        this.observer = observer;
        this.readings = readings;
        this.maxImages = maxImages;
    }

    /** What is served. */
    public Repository repository() {
        return repository;
    }

    /** Most images a call. */
    public int maxImages() {
        return maxImages;
    }

    /** How the calls of a version went. */
    public record VersionStatistics(LiveModel version, CallTotals calls) {}

    /**
     * How the calls of loaded versions went, the live one of each model first.
     *
     * @param model empty for all models
     * @param version a number or a label; empty for all that are loaded
     * @param mayUse which models are told
     * @throws InvalidRequest if a version is named and no model
     * @throws NotLive if the model is not served or the version not loaded
     * @throws NoModelYet if none is live
     */
    public List<VersionStatistics> statistics(String model, String version, Predicate<String> mayUse) {
        return repository.loaded(model, version, mayUse).stream()
                .map(loaded -> new VersionStatistics(loaded, readings.calls(loaded)))
                .toList();
    }

    /**
     * Classifies the images of one call without blocking; throws what {@link ClassifyService#classify} throws.
     *
     * @param encode makes the protocol's message of the answer
     */
    public <R> CompletableFuture<R> infer(InferRequest request, Caller caller, Function<InferAnswer, R> encode) {
        return whenLoaded(request.model(), caller, () -> inferLoaded(request, caller, encode));
    }

    /**
     * Does something once a model is loaded: now, if it is. Throws {@link NotLive} if it is not served here.
     *
     * @param model empty for the server's own
     */
    public <R> CompletableFuture<R> whenLoaded(String model, Caller caller, Supplier<CompletableFuture<R>> call) {
        return cold.whenLoaded(repository.model(model), caller, call);
    }

    private <R> CompletableFuture<R> inferLoaded(InferRequest request, Caller caller, Function<InferAnswer, R> encode) {
        LiveModel model = repository.find(request.model(), request.version());
        List<RequestedOutputs> wanted = RequestedOutputs.of(request.outputs(), model);
        List<ImageInput> images = TensorImages.of(request.inputs(), model, maxImages);
        ClassifyQuery query = new ClassifyQuery(images, 1, request.model(), Repository.choice(request.version()));
        return classifying.classify(query, caller).thenApply(answer -> {
            long begin = System.nanoTime();
            R message = encode.apply(new InferAnswer(
                    answer.model(),
                    wanted.stream().map(output -> output.of(answer)).toList()));
            observer.encoded(answer.model(), System.nanoTime() - begin);
            return message;
        });
    }

    /** What this server is called, its own version, and what it can do beyond the protocol's core. */
    public record ServerFacts(String version) {

        /** The server's name, and the platform of its models. */
        public static final String NAME = "resforge";

        /** By the names that Triton uses. */
        public static final List<String> EXTENSIONS = List.of(
                "classification", "model_configuration", "model_repository", "binary_tensor_data", "statistics");
    }
}
