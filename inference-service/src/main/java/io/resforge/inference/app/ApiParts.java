package io.resforge.inference.app;

import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.inference.api.oip.TensorService.ServerFacts;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.ColdCalls;
import io.resforge.inference.classify.ExplainService;
import io.resforge.inference.classify.FeedbackService;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.classify.TrainingSamples;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.MeterReadings;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.support.access.Access.DefaultModel;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what the protocols ask beside classifying. */
@Singleton
public class ApiParts {

    private final InferenceConfig config;

    ApiParts(InferenceConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    MeterReadings readings(MeterFactory metrics) {
        return metrics.readings();
    }

    @Produces
    @Singleton
    FeedbackService feedback(ServedModels models, PredictionIds ids, ServingObserver observer) {
        return new FeedbackService(models, ids, observer);
    }

    @Produces
    @Singleton
    TensorService tensors(
            ClassifyService classifying,
            ColdCalls cold,
            ServedModels models,
            Watches watches,
            ServingObserver observer,
            MeterReadings readings) {
        return new TensorService(
                classifying,
                cold,
                new Repository(models, watches::retryRefused),
                observer,
                readings,
                config.limits().maxImages());
    }

    @Produces
    @Singleton
    DefaultModel defaultModel() {
        return new DefaultModel(config.model());
    }

    @Produces
    @Singleton
    ServerFacts facts(@ConfigProperty(name = "quarkus.application.version") String version) {
        return new ServerFacts(version);
    }

    @Produces
    @Singleton
    ExplainService explaining(
            ServedModels models,
            ColdCalls cold,
            Batcher batcher,
            Decoders decoders,
            PredictionIds ids,
            ObjectStore store,
            Seal seal) {
        TrainingSamples samples = new TrainingSamples(new Checkpoints(store, Clock.systemUTC(), seal));
        return new ExplainService(models, cold, batcher, decoders, samples, ids);
    }

    void stop(@Disposes ExplainService explaining) {
        explaining.close();
    }
}
