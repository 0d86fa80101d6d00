package io.resforge.registry.retention;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A store with versions and runs. */
final class RetentionFixture {

    static final Clock CLOCK = Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC);

    final MemoryStore store = new MemoryStore();
    final Checkpoints checkpoints = new Checkpoints(store, CLOCK);
    final Promotions promotions = new Promotions(store, CLOCK);
    final RunStore runs = new RunStore(store);

    static Clock later(Duration time) {
        return Clock.offset(CLOCK, time);
    }

    /** Publishes versions of runs that are not in the store. */
    void publish(int count) {
        for (int i = 0; i < count; i++) {
            publish("run-1");
        }
    }

    String publish(String runId) {
        return checkpoints.publish(draft(MODEL, runId, .5), weights(1)).version();
    }

    void promote(String... versions) {
        for (int i = 0; i < versions.length; i++) {
            promotions.promote(MODEL, versions[i], "promotion " + i + " of a test", "tester");
        }
    }

    /** A run without an end. */
    void submit(String runId, String fromVersion) {
        runs.submit(new RunSpec(runId, MODEL, "/data", fromVersion, Map.of(), CLOCK.instant()));
    }

    /** The end of a run that failed, or published this version. */
    void end(String runId, String version) {
        RunEnd.Result result = version == null
                ? null
                : new RunEnd.Result(MODEL, version, 1, .5, null, null, null, false, "not better");
        RunEnd.Outcome outcome = version == null ? RunEnd.Outcome.FAILED : RunEnd.Outcome.SUCCEEDED;
        runs.end(runId, new RunEnd(outcome, "a test", result, CLOCK.instant()));
    }

    List<String> versions() {
        return checkpoints.versions(MODEL);
    }

    static VersionRetention.Outcome prune(ObjectStore store, int keep) {
        return prune(store, keep, CLOCK);
    }

    static VersionRetention.Outcome prune(ObjectStore store, int keep, Clock clock) {
        VersionRetention retention = new VersionRetention(store, clock, Seal.NONE);
        return retention.carryOut(retention.plan(MODEL, keep));
    }
}
