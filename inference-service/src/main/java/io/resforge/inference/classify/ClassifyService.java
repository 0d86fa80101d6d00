package io.resforge.inference.classify;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.batching.ServerStopping;
import io.resforge.inference.classify.Call.CallObservers;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.NoModelYet;
import io.resforge.inference.models.NotLive;
import io.resforge.inference.models.ServedModel;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.telemetry.ServingObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Classifies images, whatever the protocol that they came by. The model is borrowed when a call arrives
 * and given back when its answer is there, so that one version answers for all its images, also while another takes its place.
 */
public final class ClassifyService {

    private final RequestRules rules;
    private final ServedModels models;
    private final Batcher batcher;
    private final Decoders decoders;
    private final CallObservers observers;

    /**
     * @param models knows which model is served
     * @param decoders decode images
     * @param ids of predictions
     */
    public ClassifyService(
            RequestRules rules,
            ServedModels models,
            Batcher batcher,
            Decoders decoders,
            PredictionIds ids,
            ServingObserver observer) {
        this.rules = rules;
        this.models = models;
        this.batcher = batcher;
        this.decoders = decoders;
        this.observers =
                new CallObservers(observer, new TrafficStatistics(observer), new ShadowCopies(batcher, observer), ids);
    }

    /**
     * Classifies the images of one call. It does not block: the answer is completed by another thread.
     *
     * @param caller who waits for the answer; once it has gone, nothing more is done for it
     * @return the answer, or one of the exceptions below that was only found out later, or {@code Abandoned}
     * @throws InvalidRequest if the request breaks a rule
     * @throws NotLive if the model is not served here, or the version that is asked for not loaded
     * @throws NoModelYet if none is live
     * @throws Overloaded if the queue is full, or too long for the caller's timeout
     * @throws ServerStopping if the server is going down
     */
    public CompletableFuture<Answer> classify(ClassifyQuery query, Caller caller) {
        rules.check(query);
        ServedModel model = models.model(query.model());
        Lease lease = models.borrow(model, query.choice());
        Call call;
        try {
            int topK = rules.checkAgainst(lease.model(), query);
            Duration decoding = PixelDecoding.decodingTime(query.images(), caller, decoders);
            Reservation admission = batcher.admit(query.images().size(), decoding, caller);
            call = new Call(query.images(), topK, model, lease, admission, caller, observers);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        return PixelDecoding.needDecoding(query.images()) ? call.decodeAndSubmit(decoders) : call.submit();
    }

    /**
     * What a request must keep to.
     *
     * @param maxImages most images a call, at least 1
     */
    public record RequestRules(int maxImages) {

        /** How many classes are answered where the caller does not say. */
        static final int DEFAULT_TOP_K = 5;

        public RequestRules {
            if (maxImages < 1) {
                throw new IllegalArgumentException("a call must be allowed at least 1 image, was " + maxImages);
            }
        }

        /**
         * Checks what can be checked whichever version is live.
         *
         * @throws InvalidRequest if a rule is broken
         */
        void check(ClassifyQuery query) {
            List<Violation> violations = new ArrayList<>();
            int images = query.images().size();
            if (images < 1 || images > maxImages) {
                violations.add(new Violation("images", "must be from 1 to " + maxImages + " images, was " + images));
            } else {
                for (int i = 0; i < images; i++) {
                    if (query.images().get(i) instanceof ImageInput.Missing) {
                        violations.add(new Violation(
                                "images[" + i + "].content", "must be set: either an encoded image or raw pixels"));
                    }
                }
            }
            if (query.topK() < 0) {
                violations.add(new Violation("top_k", "must be at least 1, or 0 for the default, was " + query.topK()));
            }
            if (!violations.isEmpty()) {
                throw new InvalidRequest(violations);
            }
        }

        /**
         * Checks what depends on the version that answers.
         *
         * @return how many classes to answer
         * @throws InvalidRequest if more classes are asked for than the model has
         */
        int checkAgainst(LiveModel version, ClassifyQuery query) {
            int classes = version.labels().size();
            if (query.topK() > classes) {
                throw new InvalidRequest(
                        "top_k", "must be at most " + classes + ", the number of classes, was " + query.topK());
            }
            return query.topK() == 0 ? Math.min(DEFAULT_TOP_K, classes) : query.topK();
        }
    }
}
