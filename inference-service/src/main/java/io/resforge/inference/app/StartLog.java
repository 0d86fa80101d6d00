package io.resforge.inference.app;

import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadListener;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells how long the start took, once: when the server is ready, or when the first look at every model has ended without one. */
final class StartLog implements ReloadListener {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final StartClock clock;
    private final ServedModels models;
    private final AtomicBoolean told = new AtomicBoolean();

    StartLog(StartClock clock, ServedModels models) {
        this.clock = clock;
        this.models = models;
    }

    @Override
    public void on(String model, ReloadEvent event) {
        boolean decides = event instanceof ReloadEvent.WentLive || event instanceof ReloadEvent.FirstLookEnded;
        if (decides && models.areReady()) {
            clock.ended(StartPhase.WARM_UP);
            tell("started in ");
        } else if (decides && models.areSettled()) {
            tell("started without a model in ");
        }
    }

    private void tell(String before) {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.INFO, before + clock.report());
        }
    }
}
