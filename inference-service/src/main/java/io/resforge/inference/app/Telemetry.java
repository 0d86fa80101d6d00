package io.resforge.inference.app;

import io.resforge.inference.api.Failure;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.Observers;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import io.resforge.inference.telemetry.Tracing;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

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
    Tracing tracing() {
        return tracing;
    }

    @PreDestroy
    void close() {
        tracing.close();
    }

    /** Writes a line for each prediction. In JSON each part has a field of its own. */
    static final class PredictionLog implements ServingObserver {

        private static final Logger LOG = Logger.getLogger("resforge.predictions");

        @Override
        public void predicted(PredictionEvent prediction) {
            MDC.put("prediction_id", prediction.id().toString());
            MDC.put("model", prediction.model().name());
            MDC.put("version", prediction.model().version());
            if (prediction.trace().recording()) {
                MDC.put("trace_id", prediction.trace().id());
            }
            try {
                LOG.info(line(prediction));
            } finally {
                MDC.remove("prediction_id");
                MDC.remove("model");
                MDC.remove("version");
                MDC.remove("trace_id");
            }
        }

        private static String line(PredictionEvent prediction) {
            return String.format(
                    Locale.ROOT,
                    "prediction %s: %s version %s, %s %.4f, %d us",
                    prediction.id(),
                    prediction.model().name(),
                    prediction.model().version(),
                    prediction.model().labels().get(prediction.classIndex()),
                    prediction.probability(),
                    TimeUnit.NANOSECONDS.toMicros(prediction.nanos()));
        }
    }
}
