package io.resforge.inference.app;

import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Writes a line for each prediction. In JSON each part has a field of its own. */
final class PredictionLog implements ServingObserver {

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
