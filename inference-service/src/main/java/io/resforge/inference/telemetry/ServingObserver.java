package io.resforge.inference.telemetry;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.ComputedBatch;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import java.util.List;
import java.util.function.Consumer;

/** Is told what happens to images on their way through the server. Called by many threads at once; must be quick. */
public interface ServingObserver {

    /** A call's images were decoded. */
    default void decoded(LiveModel model, long nanos) {}

    /** Images waited for a worker. */
    default void waited(LiveModel model, long nanos) {}

    /** A batch was computed, by an engine such as {@code onnx}. */
    default void computed(LiveModel model, String engine, int images, long nanos) {}

    /** The same batch, if a tracing system follows any of its calls. */
    default void followed(ComputedBatch batch) {}

    /** The message of a call's answer was made. */
    default void encoded(LiveModel model, long nanos) {}

    /** A call's answer is there. */
    default void answered(AnsweredCall call) {}

    /** A call for which this version had been found got no answer. */
    default void failed(LiveModel model, long nanos) {}

    /** An image was classified, and the answer goes to the caller. */
    default void predicted(PredictionEvent prediction) {}

    /** The shadow computed a copy of an image; it agrees where its likeliest class is the live version's. */
    default void shadowed(LiveModel shadow, boolean agrees, long nanos) {}

    /** The shadow failed to compute copies of this many images. */
    default void shadowFailed(LiveModel shadow, int images) {}

    /** A call that the canary was to answer ended. */
    default void canaryCall(LiveModel canary, CanaryOutcome outcome, long nanos) {}

    /** The truth of a prediction became known. */
    default void fedBack(String model, String version, boolean correct) {}

    /** A call got no answer; reasons are few and fixed, such as {@code overloaded}. */
    default void rejected(String reason) {}

    /** How a call ended that a canary was to answer. */
    enum CanaryOutcome {
        /** The caller has its answer. */
        ANSWERED,
        /** The version failed. */
        FAILED,
        /** The caller has gone, or its deadline passed. */
        ABANDONED
    }

    /**
     * An image was classified.
     *
     * @param id names this prediction by its {@link Object#toString}
     * @param probability of the likeliest class, from 0 to 1
     * @param nanos since the call arrived
     */
    record PredictionEvent(
            LiveModel model, Object id, int classIndex, float probability, long nanos, CallTrace trace) {}

    /**
     * A call was answered. Times are in nanoseconds.
     *
     * @param decode from its images' joining the decoders to their pixels; 0 where they came as pixels
     * @param queue that its first images waited for a worker
     * @param compute of the batch with its last images
     * @param nanos since it arrived
     */
    record AnsweredCall(LiveModel model, int images, long decode, long queue, long compute, long nanos) {}

    /** A batch was computed from begin to end, by {@link System#nanoTime}, for calls of which these are followed. */
    record ComputedBatch(LiveModel model, int images, long begin, long end, List<CallTrace> calls) {

        public ComputedBatch {
            calls = List.copyOf(calls);
        }
    }

    /** Tells several, in their order. One that fails costs the others, and the call, nothing. */
    static final class Observers implements ServingObserver {

        private final ServingObserver[] all;

        private Observers(List<ServingObserver> all) {
            this.all = all.toArray(ServingObserver[]::new);
        }

        /** One that tells all of these. */
        public static ServingObserver of(List<ServingObserver> observers) {
            return new Observers(observers);
        }

        @Override
        public void decoded(LiveModel model, long nanos) {
            each(observer -> observer.decoded(model, nanos));
        }

        @Override
        public void waited(LiveModel model, long nanos) {
            each(observer -> observer.waited(model, nanos));
        }

        @Override
        public void computed(LiveModel model, String engine, int images, long nanos) {
            each(observer -> observer.computed(model, engine, images, nanos));
        }

        @Override
        public void followed(ComputedBatch batch) {
            each(observer -> observer.followed(batch));
        }

        @Override
        public void encoded(LiveModel model, long nanos) {
            each(observer -> observer.encoded(model, nanos));
        }

        @Override
        public void answered(AnsweredCall call) {
            each(observer -> observer.answered(call));
        }

        @Override
        public void failed(LiveModel model, long nanos) {
            each(observer -> observer.failed(model, nanos));
        }

        @Override
        public void predicted(PredictionEvent prediction) {
            each(observer -> observer.predicted(prediction));
        }

        @Override
        public void shadowed(LiveModel shadow, boolean agrees, long nanos) {
            each(observer -> observer.shadowed(shadow, agrees, nanos));
        }

        @Override
        public void shadowFailed(LiveModel shadow, int images) {
            each(observer -> observer.shadowFailed(shadow, images));
        }

        @Override
        public void canaryCall(LiveModel canary, CanaryOutcome outcome, long nanos) {
            each(observer -> observer.canaryCall(canary, outcome, nanos));
        }

        @Override
        public void fedBack(String model, String version, boolean correct) {
            each(observer -> observer.fedBack(model, version, correct));
        }

        @Override
        public void rejected(String reason) {
            each(observer -> observer.rejected(reason));
        }

        private void each(Consumer<ServingObserver> tell) {
            for (ServingObserver observer : all) {
                ObserverFailures.shield(() -> tell.accept(observer));
            }
        }
    }
}
