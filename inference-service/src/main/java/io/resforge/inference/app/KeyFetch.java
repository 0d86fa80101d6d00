package io.resforge.inference.app;

import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.FeedbackKey;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.lang.System.Logger.Level;

/** Gets the key of prediction ids that all servers of a store share, as often as it takes. */
final class KeyFetch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final ObjectStore store;
    private final PredictionIds ids;
    private final PollSchedule schedule;
    private final Thread thread = Thread.ofVirtual().name("resforge-key").unstarted(this::run);
    private String told = "";

    KeyFetch(ObjectStore store, PredictionIds ids, PollSchedule schedule) {
        this.store = store;
        this.ids = ids;
        this.schedule = schedule;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            for (int failures = 1; !fetched(); failures++) {
                Thread.sleep(schedule.next(failures));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server goes down
        }
    }

    private boolean fetched() {
        try {
            ids.share(FeedbackKey.obtain(store));
            return true;
        } catch (StoreFailure | DamagedObject e) {
            if (!e.getMessage().equals(told)) {
                told = e.getMessage();
                LOG.log(
                        Level.WARNING,
                        "for now feedback is taken only by the server that predicted, since they share no key: "
                                + told);
            }
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
