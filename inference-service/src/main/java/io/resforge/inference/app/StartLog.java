package io.resforge.inference.app;

import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.start.StartClock;
import io.resforge.inference.start.StartPhase;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.ReloadListener;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells how long the start took, once: when every model answers, or when it is clear that there is none to wait for. */
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
        if (event instanceof ReloadEvent.WentLive && models.allLive()) {
            clock.ended(StartPhase.WARM_UP);
            tell("started in ");
        } else if (event instanceof ReloadEvent.NothingPromoted || event instanceof ReloadEvent.NothingPublished) {
            tell("started without a model in ");
        }
    }

    private void tell(String before) {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.INFO, before + clock.report());
        }
    }
}
