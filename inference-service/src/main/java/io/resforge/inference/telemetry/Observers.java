package io.resforge.inference.telemetry;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.ComputedBatch;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import java.util.List;
import java.util.function.Consumer;

/** Tells several, in their order. One that fails costs the others, and the call, nothing. */
public final class Observers implements ServingObserver {

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
    public void computed(LiveModel model, int images, long nanos) {
        each(observer -> observer.computed(model, images, nanos));
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
