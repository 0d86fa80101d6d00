package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor over a real store, a launcher and a clock that do as they are told. */
abstract class SupervisedRuns {

    static final Supervisor.Timeout TIMEOUT =
            new Supervisor.Timeout(Duration.ofMillis(10), Duration.ofSeconds(30), Duration.ofMinutes(5), 2);

    @TempDir
    Path folder;

    final FakeLauncher launcher = new FakeLauncher("here", 1);
    final AtomicLong nanos = new AtomicLong();
    FlakyStore store;
    RunStore runs;
    Supervisor supervisor;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new RunStore(store);
        supervisor = supervisor(launcher);
    }

    Supervisor supervisor(FakeLauncher launcher) {
        return new Supervisor(runs, new TrainingRuns(runs), launcher, TIMEOUT, SampleRuns.CLOCK, nanos::get, all -> {});
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void pass(Duration later) {
        nanos.addAndGet(later.toNanos());
        supervisor.pass();
    }

    String failure(String runId) {
        RunEnd end = runs.end(runId).orElseThrow();
        assertThat(end.outcome()).isEqualTo(RunEnd.Outcome.FAILED);
        return end.message();
    }
}
