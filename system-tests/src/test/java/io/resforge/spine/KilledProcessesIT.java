package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Epoch;
import io.resforge.v1.Model;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that are killed at once, as by a power cut or for want of memory. */
class KilledProcessesIT {

    private static final int LONGER_THAN_A_RESTART = 25;

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore().with(Map.of("RESFORGE_WORKER_SNAPSHOT_INTERVAL", "200ms"));

    private static Path dataset;

    @BeforeAll
    static void start() {
        dataset = SampleImages.write(spine.home().resolve("sample"));
        spine.startBoth();
        Until.model(spine.client().inference(), "a version is live", model -> true);
    }

    @Test
    void goesOnWithTheRunOfAKilledWorkerInAnother() throws Exception {
        Follow run = Follow.submitted(spine.client(), Recipes.epochs(dataset, LONGER_THAN_A_RESTART));
        run.awaitTraining();
        ProcessHandle killed = worker();
        Path snapshots = spine.store().resolve("runs/" + run.id() + "/resume");
        Until.holds("there is a snapshot", () -> Files.isDirectory(snapshots) && records(snapshots) > 0);

        kill(killed);

        Run again = Until.answered(
                () -> spine.client().runs().get(run.id()), it -> it.getMessage().contains("attempt"));
        assertThat(again.getMessage())
                .contains("attempt 2 of 4 after: the worker process " + killed.pid() + " was killed (exit code 137)");
        RunResult result = run.awaitVersion();
        Run end = spine.client().runs().get(run.id());
        assertThat(end.getEpochsList())
                .extracting(Epoch::getEpoch)
                .containsExactlyElementsOf(upTo(LONGER_THAN_A_RESTART));
        assertThat(spine.logged().text()).contains("going on in epoch");
        assertThat(records(snapshots)).isZero();
        if (result.getPromoted()) {
            Until.live(spine.client().inference(), result.getVersion()); // else the next test would see it change
        }
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /** Snapshots that are whole. */
    private static long records(Path folder) {
        String[] files = folder.toFile().list((in, name) -> name.endsWith(".json"));
        return files == null ? 0 : files.length;
    }

    @Test
    void findsARunningWorkerAgainAfterTheControlPlaneWasKilled() throws Exception {
        Follow run = Follow.submitted(spine.client(), Recipes.epochs(dataset, LONGER_THAN_A_RESTART));
        run.awaitTraining();
        ProcessHandle worker = worker();

        kill(spine.trainer().handle());
        assertThat(worker.isAlive()).isTrue();
        spine.startTrainer();
        Run found = Until.answered(() -> spine.client().runs().get(run.id()));
        assertThat(worker.isAlive()).isTrue();

        assertThat(found.getState()).isEqualTo(RunState.RUN_STATE_RUNNING);
        // The same watch, which began before.
        RunResult result = run.awaitVersion();
        assertThat(spine.client()
                        .versions()
                        .get("", result.getVersion())
                        .getVersion()
                        .getRunId())
                .isEqualTo(run.id());
        worker.onExit().get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);
        if (result.getPromoted()) {
            Until.live(spine.client().inference(), result.getVersion()); // else the next test would see it change
        }
    }

    @Test
    void servesTheSameVersionAfterTheInferenceServiceWasKilled() throws Exception {
        ModelVersion before = answer().getModel();

        kill(spine.inference().handle());
        spine.startInference();

        Until.live(spine.client().inference(), before.getVersion());
        assertThat(answer().getModel()).isEqualTo(before);
    }

    @Test
    void servesWithoutTheStore() throws Exception {
        ModelVersion before = answer().getModel();
        Path elsewhere = spine.store().resolveSibling("store-elsewhere");

        Files.move(spine.store(), elsewhere);
        try {
            Until.holds(
                    "the outage is told", () -> spine.logged().text().contains(before.getVersion() + " keeps serving"));
            assertThat(answer().getModel()).isEqualTo(before);
            assertThat(listing()).isEqualTo(Status.Code.UNAVAILABLE);

            kill(spine.inference().handle());
            spine.startInference();
            Model live = Until.live(spine.client().inference(), before.getVersion());
            assertThat(live.getLive()).isEqualTo(before);
            assertThat(answer().getModel()).isEqualTo(before);
            assertThat(spine.logged().text()).contains("from the disk cache");
        } finally {
            Files.move(elsewhere, spine.store());
        }
        Until.holds("the store is back", () -> spine.logged().text().contains("the store can be reached again"));
        Until.holds("the control plane works again", () -> listing() == Status.Code.OK);
        assertThat(answer().getModel()).isEqualTo(before);
    }

    private static Status.Code listing() {
        try (ResForgeClient impatient = ResForgeClient.builder()
                .trainer(spine.trainer().address())
                .attempts(1)
                .build()) {
            ResForgeException failure = catchThrowableOfType(
                    ResForgeException.class, () -> impatient.versions().list("", 1));
            return failure == null ? Status.Code.OK : failure.status();
        }
    }

    private static ClassifyResponse answer() {
        return spine.client().inference().classify(SampleImages.rawFrog());
    }

    /** The only process that trains. */
    private static ProcessHandle worker() {
        List<ProcessHandle> workers = spine.workers();
        assertThat(workers).hasSize(1);
        return workers.get(0);
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);
    }
}
