package io.resforge.trainer.run;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.FeedbackKey;
import io.resforge.registry.retention.RunRetention;
import io.resforge.registry.retention.VersionRetention;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Removes old versions and the records of old runs from time to time, if that was asked for, and sees to it that the store has the key of
 * prediction ids, which servers that may only read cannot make. Several may do so on one store.
 */
public final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private static final long KEY_PAUSE_SECONDS = 60;

    private final ObjectStore store;
    private final Limits limits;
    private final Checkpoints checkpoints;
    private final VersionRetention versions;
    private final RunRetention runs;
    private final BiConsumer<String, String> removed;
    private final ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("housekeeping").daemon().factory());

    /**
     * What stays.
     *
     * @param versions how many of each model's newest, at least 1; empty for all
     * @param runs how long the records of ended ones; empty for ever
     * @param interval between two looks
     */
    public record Limits(Optional<Integer> versions, Optional<Duration> runs, Duration interval) {}

    /**
     * @param seal signs the promotion that takes the place of one whose version is gone
     * @param removed is told what was removed, such as {@code runs/quick-fox-1}, and why
     */
    public Housekeeping(ObjectStore store, Limits limits, Clock clock, Seal seal, BiConsumer<String, String> removed) {
        this.removed = removed;
        this.store = store;
        this.limits = limits;
        this.checkpoints = new Checkpoints(store, clock);
        this.versions = new VersionRetention(store, clock, seal);
        this.runs = new RunRetention(store, clock);
    }

    /** Begins; the first look for old versions and runs comes after one interval. */
    public void start() {
        schedule.execute(this::makeKey);
        if (limits.versions().isPresent() || limits.runs().isPresent()) {
            long pause = limits.interval().toMillis();
            schedule.scheduleWithFixedDelay(this::pass, pause, pause, MILLISECONDS);
        }
    }

    private void makeKey() {
        try {
            FeedbackKey.obtain(store);
        } catch (StoreFailure e) {
            schedule.schedule(this::makeKey, KEY_PAUSE_SECONDS, SECONDS); // whatever else needs the store tells of it
        } catch (DamagedObject e) {
            LOG.warnf("Servers share no key for prediction ids: %s", e.getMessage());
        }
    }

    /** One look. It never throws, since nothing looks again after that. */
    public void pass() {
        try {
            // Versions first: a run's records can go once its version is gone.
            limits.versions().ifPresent(keep -> checkpoints.models().forEach(model -> prune(model, keep)));
            limits.runs().ifPresent(this::prune);
        } catch (StoreFailure e) {
            LOG.warnf("Old versions and runs stay for now: %s", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("Old versions and runs stay for now", e);
        }
    }

    private void prune(String model, int keep) {
        try {
            VersionRetention.Outcome outcome = versions.carryOut(versions.plan(model, keep));
            String why = "older than the newest " + keep;
            outcome.removed().forEach(version -> removed.accept("models/" + model + "/versions/" + version, why));
            if (!outcome.removed().isEmpty() || outcome.leftovers() > 0) {
                LOG.infof(
                        "Model %s: removed the old versions %s and what %s others left",
                        model, outcome.removed(), outcome.leftovers());
            }
        } catch (DamagedObject e) {
            LOG.warnf(
                    "Model %s: its old versions stay, since it cannot be told which are needed: %s",
                    model, e.getMessage());
        } catch (InvalidSignature e) {
            LOG.warnf("Model %s: its old versions stay: %s", model, e.getMessage());
        }
    }

    private void prune(Duration age) {
        RunRetention.Plan plan = runs.plan(age, false);
        runs.carryOut(plan);
        plan.runs().keySet().forEach(run -> removed.accept("runs/" + run, "ended more than " + age + " ago"));
        if (!plan.runs().isEmpty()) {
            LOG.infof(
                    "Removed the records of %s runs that ended more than %s ago",
                    plan.runs().size(), age);
        }
    }

    /** Ends at once: what is half removed is finished by the next look, of whichever control plane. */
    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
