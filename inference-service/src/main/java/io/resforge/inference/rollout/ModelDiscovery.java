package io.resforge.inference.rollout;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks for models in the store that have a champion and are not served yet, on a thread of its own, and has each of them served; at most
 * so many. A store that is away is asked again at the next look.
 */
public final class ModelDiscovery implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final int most;
    private final Duration interval;
    private final Predicate<String> wanted;
    private final Predicate<String> serve;
    private final Set<String> found = new HashSet<>();
    private final Thread thread =
            Thread.ofPlatform().name("resforge-discovery").daemon().unstarted(this::run);
    private boolean toldFull;

    /**
     * @param most models that it finds; with 0 it does not look
     * @param interval between two looks
     * @param wanted which models are looked for; nothing is asked about others
     * @param serve begins to serve a model; false if it is served already
     */
    public ModelDiscovery(
            ObjectStore store,
            Clock clock,
            int most,
            Duration interval,
            Predicate<String> wanted,
            Predicate<String> serve) {
        this.checkpoints = new Checkpoints(store, clock);
        this.promotions = new Promotions(store, clock);
        this.most = most;
        this.interval = interval;
        this.wanted = wanted;
        this.serve = serve;
    }

    /** Begins to look. */
    public void start() {
        if (most > 0) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server goes down
        }
    }

    /** Looks once. */
    void look() {
        try {
            checkpoints.models().stream()
                    .filter(model -> !found.contains(model) && wanted.test(model))
                    .forEach(this::consider);
        } catch (StoreFailure e) {
            // The watches of the models tell that the store is away.
            LOG.log(Level.DEBUG, "no models are looked for at the moment: " + e.getMessage());
        }
    }

    private void consider(String model) {
        if (!hasChampion(model)) {
            return;
        }
        if (found.size() == most) {
            if (!toldFull) {
                toldFull = true;
                LOG.log(
                        Level.WARNING,
                        "model " + model + " is not served: resforge.discover-models allows " + most
                                + " models to be found");
            }
            return;
        }
        if (serve.test(model)) {
            found.add(model);
        }
    }

    /** What cannot be read is no champion yet; promoting a version by hand mends it. */
    private boolean hasChampion(String model) {
        try {
            return promotions.champion(model).isPresent();
        } catch (DamagedObject e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
