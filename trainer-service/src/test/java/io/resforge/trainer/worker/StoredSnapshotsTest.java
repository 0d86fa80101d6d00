package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.resume.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSnapshotsTest {

    private static final StoredSnapshots.Limits LIMITS =
            new StoredSnapshots.Limits(Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofSeconds(20));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean recorded = new AtomicBoolean(true);
    private final AtomicBoolean unwanted = new AtomicBoolean();
    private FlakyStore store;
    private SnapshotFiles files;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        files = new SnapshotFiles(store, "mine", SampleRuns.CLOCK);
    }

    private StoredSnapshots snapshots() {
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), SampleRuns.CLOCK);
        return new StoredSnapshots(files, "now", LIMITS, nanos::get, recorded::get, unwanted::get, () -> {}, log);
    }

    @Test
    void everyNumberComesBackToTheLastBit() {
        Snapshot snapshot = snapshot(7);
        try (StoredSnapshots snapshots = snapshots()) {
            snapshots.keep(snapshot);
        }

        Snapshot read = snapshots().newest().orElseThrow();

        assertThat(read.place()).isEqualTo(snapshot.place());
        assertThat(read.number("tally.loss")).isEqualTo(1.0 / 3);
        assertThat(read.vectors().get("network.parameters"))
                .containsExactly(snapshot.vectors().get("network.parameters"));
        assertThat(read.facts())
                .containsExactlyInAnyOrderEntriesOf(
                        snapshot.with("submitted", "now").facts());
    }

    @Test
    void passesOverThoseOfAnEarlierRunOfTheSameId() {
        try (StoredSnapshots snapshots = snapshots()) {
            snapshots.keep(snapshot(7));
        }
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), SampleRuns.CLOCK);
        StoredSnapshots later =
                new StoredSnapshots(files, "later", LIMITS, nanos::get, recorded::get, unwanted::get, () -> {}, log);

        assertThat(later.newest()).isEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("it is of an earlier run of this id");
    }

    @Test
    void passesOverOneWhoseNumbersAreNone() {
        for (String fact : new String[] {"epoch", "step", "threads"}) {
            for (String number : new String[] {"99999999999", "-1", "x", ""}) {
                Snapshot damaged = snapshot(7).with("submitted", "now").with(fact, number);
                files.save(7, StoredSnapshots.SnapshotCodec.encode(damaged));

                assertThat(snapshots().newest()).as("%s %s", fact, number).isEmpty();
            }
        }
    }

    @Test
    void writesNoneThatIsNotWanted() {
        unwanted.set(true);
        try (StoredSnapshots snapshots = snapshots()) {
            snapshots.keep(snapshot(7));
        }

        assertThat(files.steps()).isEmpty();
    }

    @Test
    void oneIsDueAfterTheIntervalAndNotWhileAnotherIsWritten() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), SampleRuns.CLOCK);
        StoredSnapshots snapshots = new StoredSnapshots(
                files,
                "now",
                LIMITS,
                nanos::get,
                () -> {
                    asked.countDown();
                    await(goOn);
                    return true;
                },
                unwanted::get,
                () -> {},
                log);
        pass(Duration.ofMinutes(4));
        assertThat(snapshots.due()).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(snapshots.due()).isTrue();

        snapshots.keep(snapshot(1));
        await(asked);
        pass(Duration.ofMinutes(6));
        assertThat(snapshots.due()).isFalse();

        goOn.countDown();
        snapshots.close();
        assertThat(snapshots.due()).isTrue();
    }

    @Test
    void aStoreThatFailsCostsTheSnapshotAndNotTheRun() {
        try (StoredSnapshots snapshots = snapshots()) {
            store.failOn();
            snapshots.keep(snapshot(1));
        }
        store.recover();

        assertThat(files.steps()).isEmpty();
        assertThat(text()).contains("warning: the snapshot of step 1 is not kept: could not put");
    }

    @Test
    void noneIsKeptBehindAnEpochThatTheStoreLacks() {
        recorded.set(false);
        try (StoredSnapshots snapshots = snapshots()) {
            snapshots.keep(snapshot(1));
        }

        assertThat(files.steps()).isEmpty();
        assertThat(text()).contains("is left out, since the store lacks an epoch");
    }

    @Test
    void theLastIsKeptWhenTheCallReturnsUnlessTheRunIsOver() {
        try (StoredSnapshots snapshots = snapshots()) {
            snapshots.keepLast(snapshot(1));
            assertThat(files.steps()).containsExactly(1L);

            unwanted.set(true);
            snapshots.keepLast(snapshot(2));
            assertThat(files.steps()).containsExactly(1L);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Snapshot snapshot(long steps) {
        SequencedMap<String, String> facts = new LinkedHashMap<>(Map.of(
                "epoch",
                "2",
                "step",
                "5",
                "steps",
                Long.toString(steps),
                "threads",
                "2",
                "precision",
                "FP32",
                "tally.loss",
                Double.toString(1.0 / 3)));
        SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
        vectors.put("network.parameters", new float[] {1f / 3, -0f, Float.MIN_VALUE, 3e38f});
        vectors.put("network.statistics", new float[0]);
        return new Snapshot(facts, vectors);
    }
}
