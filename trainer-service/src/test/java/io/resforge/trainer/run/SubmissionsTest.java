package io.resforge.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.process.ProcessBackend;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionsTest {

    @TempDir
    Path folder;

    private final FakeLauncher launcher = new FakeLauncher("here", 1);
    private final AtomicInteger nudges = new AtomicInteger();
    private FlakyStore store;
    private RunStore runs;
    private RunService submissions;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new RunStore(store);
        submissions = submissions(new Random(7));
    }

    private RunService submissions(Random random) {
        return new RunService(
                runs,
                new Checkpoints(store, SampleRuns.CLOCK),
                new ProcessBackend(runs, new TrainingRuns(runs), launcher, nudges::incrementAndGet),
                SampleRuns.CLOCK,
                random);
    }

    @Test
    void recordsTheRunBeforeItAnswers() {
        RunView run = submissions.submit(SampleRuns.request("mine"));

        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(runs.spec("mine")).contains(run.spec());
        assertThat(nudges).hasValue(1);
    }

    @Test
    void answersARepeatedSubmissionWithTheRunThatIsThere() {
        RunView first = submissions.submit(SampleRuns.request("mine"));
        runs.end("mine", SampleRuns.failed("no luck"));
        // Even if it could not be submitted any more.
        launcher.objectTo("spec.dataset", "is gone");

        RunView second = submissions.submit(SampleRuns.request("mine"));

        assertThat(second.spec()).isEqualTo(first.spec());
        assertThat(second.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void forgetsWhatWorkersOfAnEarlierRunOfTheSameIdPrinted() {
        RunView run = submissions.submit(SampleRuns.request("mine"));
        submissions.submit(SampleRuns.request("mine"));

        assertThat(launcher.forgotten()).containsExactly(run.id());
    }

    @Test
    void refusesAnotherRunWithTheSameId() {
        submissions.submit(SampleRuns.request("mine"));
        RunRequest other =
                new RunRequest(Optional.of("mine"), "cifar10", "/other", Optional.empty(), SampleRuns.recipe());

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> submissions.submit(other))
                .withMessageContaining("'mine'")
                .withMessageContaining("another spec")
                .withMessageContaining("dataset: '/data' there, '/other' asked");
    }

    @Test
    void saysWhatDiffersWithBothValues() {
        submissions.submit(SampleRuns.request("mine"));
        Map<String, Object> recipe = new HashMap<>(RecipeWriter.tree(SampleRuns.recipe()));
        recipe.put("seed", 4711);
        RunRequest other = new RunRequest(
                Optional.of("mine"),
                "cifar100",
                "/" + "x".repeat(300_000),
                Optional.of("17"),
                RecipeReader.tree(recipe),
                recipe,
                Map.of());

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> submissions.submit(other))
                .withMessageContainingAll(
                        "model: 'cifar10' there, 'cifar100' asked",
                        "from_version: nothing there, '17' asked",
                        "recipe.seed: '",
                        "'4711' asked")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void choosesAnotherIdWhereOneIsTaken() {
        RunRequest request =
                new RunRequest(Optional.empty(), "cifar10", "/data", Optional.empty(), SampleRuns.recipe());
        RunView first = submissions(new Random(7)).submit(request);

        RunView second = submissions(new Random(7)).submit(request);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(runs.ids()).containsExactlyInAnyOrder(first.id(), second.id());
    }

    @Test
    void refusesWhatTheLauncherCannotTrainAndAnUnknownVersionInOneAnswer() {
        launcher.objectTo("spec.dataset", "there is no folder");
        RunRequest request =
                new RunRequest(Optional.empty(), "cifar10", "/data", Optional.of("3"), SampleRuns.recipe());

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> submissions.submit(request))
                .satisfies(e -> assertThat(e.violations())
                        .containsExactly(
                                new Violation("spec.dataset", "there is no folder"),
                                new Violation("spec.from_version", "model 'cifar10' has no version '3'")));
        assertThat(runs.ids()).isEmpty();
    }

    @Test
    void saysThatTheStoreFailedRatherThanForgetARun() {
        store.failOn();

        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> submissions.submit(SampleRuns.request("mine")));
        assertThat(nudges).hasValue(0);
    }
}
