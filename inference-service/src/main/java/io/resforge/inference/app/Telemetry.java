package io.resforge.inference.app;

import io.resforge.inference.api.Failure;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.Observers;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.Traces;
import io.resforge.inference.telemetry.Tracing;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Puts together who is told what happens: metrics always, traces and the log of predictions on request. */
@Singleton
public class Telemetry {

    private final Tracing tracing = Tracing.start();
    private final ServingObserver observer;

    Telemetry(MeterFactory metrics, InferenceConfig config) {
        List<ServingObserver> observers = new ArrayList<>(List.of(metrics.serving(Failure.Kind.labels())));
        if (tracing.on()) {
            observers.add(tracing.observer());
        }
        if (config.log().predictions()) {
            observers.add(new PredictionLog());
        }
        this.observer = Observers.of(observers);
    }

    @Produces
    @Singleton
    ServingObserver observer() {
        return observer;
    }

    @Produces
    @Singleton
    Traces traces() {
        return tracing;
    }

    @PreDestroy
    void close() {
        tracing.close();
    }
}
