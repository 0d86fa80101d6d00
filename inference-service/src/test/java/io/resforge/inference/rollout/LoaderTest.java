package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.inference.testing.CountedEngines;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTest {

    @TempDir
    Path folder;

    private final MemoryBudget budget = new MemoryBudget(OptionalLong.empty());
    private final StartClock start = StartClock.ofThisProcess();
    private Loader loader;

    @BeforeEach
    void publish() {
        TestStore store = new TestStore(folder);
        store.promote(TinyNetwork.of(1));
        ObjectStore cache = ObjectStore.openOrCreate(folder.resolve("cache").toString());
        loader = new Loader(
                store.objects(),
                new DiskCache(cache, Clock.systemUTC(), Seal.NONE),
                new CountedEngines(),
                budget,
                Clock.systemUTC(),
                start,
                Seal.NONE);
    }

    @Test
    void tellsTheStartClockWhenTheEnginesAndTheFirstModelAreThere() throws Exception {
        loader.start();
        assertThat(start.report().took()).containsOnlyKeys(StartPhase.ENGINE);
        loader.load(TinyNetwork.MODEL, "1", 1);
        assertThat(start.report().took()).containsOnlyKeys(StartPhase.ENGINE, StartPhase.MODEL);
    }

    @Test
    void countsTheMemoryOfAVersionUntilItsSlotHasClosedTheEngine() throws Exception {
        // Given
        ModelSlot slot = new ModelSlot();
        // When
        loader.load(TinyNetwork.MODEL, "1", 1).into(slot);
        assertThat(budget.used()).isEqualTo(1000);
        slot.close();
        // Then
        assertThat(budget.used()).isZero();
        assertThat(loader.timesFreed()).isEqualTo(1);
    }
}
