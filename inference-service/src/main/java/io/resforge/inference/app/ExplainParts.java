package io.resforge.inference.app;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.classify.ExplainService;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.classify.TrainingSamples;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.MeterReadings;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the parts that only people ask for. */
@Singleton
public class ExplainParts {

    @Produces
    @Singleton
    MeterReadings readings(MeterFactory metrics) {
        return metrics.readings();
    }

    @Produces
    @Singleton
    ExplainService explaining(
            ServedModels models, Batcher batcher, Decoders decoders, PredictionIds ids, ObjectStore store, Seal seal) {
        TrainingSamples samples = new TrainingSamples(new Checkpoints(store, Clock.systemUTC(), seal));
        return new ExplainService(models, batcher, decoders, samples, ids);
    }

    void stop(@Disposes ExplainService explaining) {
        explaining.close();
    }
}
