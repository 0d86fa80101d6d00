package io.resforge.trainer.app;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObservedStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.StoreMetrics;
import io.resforge.trainer.backend.TrainingRuns;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** The store and what is kept in it. */
final class StoreBeans {

    private static final Logger LOG = Logger.getLogger(StoreBeans.class);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ObjectStore store(TrainerConfig config, StoreMetrics metrics) {
        try {
            return ObservedStore.of(ObjectStore.openOrCreate(config.store()), metrics);
        } catch (StoreFailure e) {
            // It may come yet; until then each call says that it is not there.
            LOG.errorf("There is no store: %s", e.getMessage());
            return ObservedStore.of(ObjectStore.open(config.store()), metrics);
        }
    }

    @Produces
    @Singleton
    RunStore runs(ObjectStore store) {
        return new RunStore(store);
    }

    @Produces
    @Singleton
    TrainingRuns trainingRuns(RunStore runs) {
        return new TrainingRuns(runs);
    }

    @Produces
    @Singleton
    Checkpoints checkpoints(ObjectStore store, Clock clock) {
        return new Checkpoints(store, clock);
    }

    @Produces
    @Singleton
    Promotions promotions(ObjectStore store, Clock clock) {
        return new Promotions(store, clock);
    }
}
