package io.resforge.inference.classify;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.Answer.Prediction;
import io.resforge.inference.classify.Answer.StageTimes;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.classify.PredictionIds.PredictionId;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.Lease.RouteReason;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.AnsweredCall;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Classifies images, for all protocols. The model is borrowed when a call arrives and given back when its answer is
 * there, so that one version answers for all its images, also while another takes its place.
 */
public final class ClassifyService {

    private final RequestRules rules;
    private final ServedModels models;
    private final Batcher batcher;
    private final Decoders decoders;
    private final ColdCalls cold;
    private final Call.CallObservers observers;

    public ClassifyService(
            RequestRules rules,
            ServedModels models,
            ColdCalls cold,
            Batcher batcher,
            Decoders decoders,
            PredictionIds ids,
            ServingObserver observer) {
        this.rules = rules;
        this.models = models;
        this.cold = cold;
        this.batcher = batcher;
        this.decoders = decoders;
        this.observers = new Call.CallObservers(
                observer, new TrafficStatistics(observer), new ShadowCopies(batcher, observer), ids);
    }

    /**
     * Classifies the images of one call without blocking, once its model is loaded. Once the caller has gone, nothing more is done for it.
     *
     * @return the answer, or one of the exceptions below that was only found out later, or {@code CallAbandoned}
     * @throws InvalidRequest if the request breaks a rule
     * @throws NotLive if the model is not served here, or the version that is asked for not loaded
     * @throws NoModelYet if none is live
     * @throws Overloaded if the queue is full, or too long for the caller's timeout
     * @throws ServerStopping if the server is shutting down
     */
    public CompletableFuture<Answer> classify(ClassifyQuery query, Caller caller) {
        rules.check(query);
        ServedModel model = models.model(query.model());
        return cold.whenLoaded(model, caller, () -> classify(query, model, caller));
    }

    private CompletableFuture<Answer> classify(ClassifyQuery query, ServedModel model, Caller caller) {
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
        CompletableFuture<Answer> answer;
        try {
            answer = PixelDecoding.needDecoding(query.images()) ? call.decodeAndSubmit(decoders) : call.submit();
        } catch (RuntimeException | Error e) {
            call.ended(null);
            throw e;
        }
        return answer.whenComplete((answered, failure) -> call.ended(answered));
    }

    /** What a request must keep to. */
    public record RequestRules(int maxImages) {

        /** How many classes are answered where the caller does not say. */
        static final int DEFAULT_TOP_K = 5;

        public RequestRules {
            if (maxImages < 1) {
                throw new IllegalArgumentException("a call must be allowed at least 1 image, was " + maxImages);
            }
        }

        /** Checks what can be checked whichever version is live. */
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

        /** Checks what depends on the version that answers; returns how many classes to answer. */
        int checkAgainst(LiveModel version, ClassifyQuery query) {
            int classes = version.labels().size();
            if (query.topK() > classes) {
                throw new InvalidRequest(
                        "top_k", "must be at most " + classes + ", the number of classes, was " + query.topK());
            }
            return query.topK() == 0 ? Math.min(DEFAULT_TOP_K, classes) : query.topK();
        }
    }

    /** A call that was let in: it owns a lease and room in the queue, and gives both back whatever happens. */
    private record Call(
            List<ImageInput> images,
            int topK,
            ServedModel model,
            Lease lease,
            Reservation admission,
            Caller caller,
            CallObservers observers) {

        /** Decodes the images and has them computed. */
        CompletableFuture<Answer> decodeAndSubmit(Decoders decoders) {
            PixelDecoding decoding;
            CompletableFuture<byte[]> decoded;
            try {
                decoding = new PixelDecoding(images, lease.model().image(), caller);
                decoded = decoding.decode(decoders);
            } catch (RuntimeException | Error e) { // such as of no memory for the pixels
                giveBack();
                throw e;
            }
            return decoded.handle((pixels, failure) -> {
                        if (failure != null) {
                            giveBack();
                            throw failure instanceof CompletionException e ? e : new CompletionException(failure);
                        }
                        return submit(pixels, decoded(decoding.began()));
                    })
                    .thenCompose(answer -> answer);
        }

        private long decoded(long begin) {
            long end = System.nanoTime();
            observers.observer().decoded(lease.model(), end - begin);
            caller.trace().stage("decode", begin, end);
            return end - begin;
        }

        /** Has images computed none of which must be decoded. */
        CompletableFuture<Answer> submit() {
            byte[] pixels;
            try {
                pixels = new PixelDecoding(images, lease.model().image(), caller).raw();
            } catch (RuntimeException | Error e) {
                giveBack();
                throw e;
            }
            return submit(pixels, 0);
        }

        private CompletableFuture<Answer> submit(byte[] pixels, long decodeNanos) {
            boolean queued = false;
            try {
                LiveModel version = lease.model();
                CompletableFuture<float[]> logits = admission.submit(lease, pixels);
                queued = true;
                return lookOn(version, pixels, logits).thenApply(values -> answer(version, values, decodeNanos));
            } finally {
                if (!queued) {
                    giveBack();
                }
            }
        }

        private CompletableFuture<float[]> lookOn(LiveModel version, byte[] pixels, CompletableFuture<float[]> logits) {
            if (lease.origin() == RouteReason.LIVE) {
                observers.shadows().copy(model.slot(), version, pixels, images.size(), logits);
            }
            return observers.traffic().follow(model.canary(), lease, caller, logits, admission::computed);
        }

        private void giveBack() {
            admission.cancel();
            lease.close();
        }

        private Answer answer(LiveModel model, float[] logits, long decodeNanos) {
            List<Prediction> predictions = new ArrayList<>(images.size());
            PredictionIds.OfCall ids = observers.ids().ofCall();
            for (int image = 0; image < images.size(); image++) {
                List<ClassScore> classes = LogitScores.top(logits, image, model.labels(), topK);
                predictions.add(prediction(
                        model,
                        ids.of(model.name(), model.version(), classes.getFirst().index(), image),
                        classes));
            }
            return new Answer(model, logits, predictions, times(decodeNanos));
        }

        private StageTimes times(long decodeNanos) {
            return admission
                    .computed()
                    .map(batch -> new StageTimes(decodeNanos, admission.waitedNanos(), batch.nanos(), batch.images()))
                    .orElse(new StageTimes(decodeNanos, 0, 0, 0));
        }

        /** @param answer null if there is none */
        void ended(Answer answer) {
            LiveModel version = lease.model();
            if (answer == null) {
                observers.observer().failed(version, caller.waitedNanos());
                return;
            }
            StageTimes times = answer.times();
            observers
                    .observer()
                    .answered(new AnsweredCall(
                            version,
                            images.size(),
                            times.decode(),
                            times.queue(),
                            times.compute(),
                            caller.waitedNanos()));
        }

        private Prediction prediction(LiveModel model, PredictionId id, List<ClassScore> classes) {
            ClassScore best = classes.getFirst();
            observers
                    .observer()
                    .predicted(new PredictionEvent(
                            model, id, best.index(), best.probability(), caller.waitedNanos(), caller.trace()));
            return new Prediction(id, classes);
        }

        /** Who is told of calls, or makes something of them, without a part in the answer. */
        record CallObservers(
                ServingObserver observer, TrafficStatistics traffic, ShadowCopies shadows, PredictionIds ids) {}
    }
}
