package io.resforge.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    private final ObjectStore store;
    private final RunStore runs;

    HousekeepingTest(@TempDir Path folder) {
        store = ObjectStore.openOrCreate(folder.toString());
        runs = new RunStore(store);
        runs.submit(new RunSpec("old", "cifar10", "/data", null, Map.of(), NOW));
        runs.end("old", new RunEnd(RunEnd.Outcome.FAILED, "a test", null, NOW));
    }

    private void pass(ObjectStore kept, Optional<Duration> age) {
        Clock later = Clock.fixed(NOW.plus(Duration.ofDays(31)), ZoneOffset.UTC);
        var limits = new Housekeeping.Limits(Optional.of(3), age, Duration.ofHours(1));
        try (Housekeeping housekeeping = new Housekeeping(kept, limits, later, Seal.NONE, (target, why) -> {})) {
            housekeeping.pass();
        }
    }

    @Test
    void removesTheRecordsOfOldRuns() {
        pass(store, Optional.of(Duration.ofDays(30)));
        assertThat(runs.ids()).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void leavesYoungerOnesAndAllIfItWasNotAskedFor() {
        pass(store, Optional.of(Duration.ofDays(32)));
        pass(store, Optional.empty());
        assertThat(runs.ids()).containsExactly("old");
    }

    @Test
    void outlivesAStoreThatFails(@TempDir Path empty) {
        pass(ObjectStore.open(empty.resolve("away").toString()), Optional.of(Duration.ofDays(30)));
        assertThat(runs.ids()).containsExactly("old");
    }
}
