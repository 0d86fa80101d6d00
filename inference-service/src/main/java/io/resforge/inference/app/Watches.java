package io.resforge.inference.app;

import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.FeedbackKey;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The watches of all models. Each has a thread of its own, so that a model that is slow to load holds up no other. */
public final class Watches {

    private final Map<String, ModelWatch> byModel;

    private final Optional<ChampionPush> push;
    private final Optional<KeyFetch> key;

    /**
     * @param key gets the key that servers share; empty where a setting gives it
     * @param registry makes of what it is to call for a promoted model that which calls it; empty where promotions are polled only
     */
    Watches(
            Map<String, ModelWatch> byModel,
            Optional<KeyFetch> key,
            Optional<Function<Consumer<String>, ChampionPush>> registry) {
        this.byModel = Map.copyOf(byModel);
        this.key = key;
        this.push = registry.map(
                connect -> connect.apply(model -> this.byModel.get(model).lookNow()));
    }

    void start() {
        key.ifPresent(KeyFetch::start);
        byModel.values().forEach(ModelWatch::start);
        push.ifPresent(it -> it.start(List.copyOf(byModel.keySet())));
    }

    /** Looks at once for what is to be served of a model, and tries versions again that were refused. */
    void retryRefused(String model) {
        byModel.get(model).retryRefused();
    }

    /** Stops all watches, and waits for the looks that are under way: for all of them together as long as this. */
    void close(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        push.ifPresent(ChampionPush::close);
        key.ifPresent(KeyFetch::close);
        byModel.values().forEach(ModelWatch::stop);
        for (ModelWatch watch : byModel.values()) {
            watch.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    /** Gets the key of prediction ids that all servers of a store share, as often as it takes. */
    static final class KeyFetch implements AutoCloseable {

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
}
