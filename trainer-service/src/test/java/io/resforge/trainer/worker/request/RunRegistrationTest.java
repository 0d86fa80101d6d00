package io.resforge.trainer.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.testing.TinyDataset;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.trainer.worker.request.RunRegistration.RunHasEnded;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRegistrationTest {

    @TempDir
    Path folder;

    private ObjectStore store;
    private RunStore runs;
    private RunRegistration registration;

    @BeforeEach
    void openStore() throws IOException {
        Path sample = TinyDataset.write(folder.resolve("sample"));
        store = ObjectStore.openOrCreate(folder.resolve("store").toString());
        runs = new RunStore(store);
        DataFolder folders = new DataFolder(Map.of("RESFORGE_SAMPLE_DIR", sample.toString()), store, Optional.empty());
        registration = new RunRegistration(runs, new Checkpoints(store, SampleRuns.CLOCK), folders, SampleRuns.CLOCK);
    }

    private static WorkerRequest request(String model, String dataset, Optional<String> fromVersion) {
        RunRequest request = new RunRequest(Optional.of("mine"), model, dataset, fromVersion, SampleRuns.recipe());
        return new WorkerRequest("mine", WorkerRequest.INLINE, Optional.of(request));
    }

    private WorkerRequest request() {
        return request("cifar10", "sample", Optional.empty());
    }

    @Test
    void recordsARunThatIsNotThere() {
        RunSpec spec = registration.admit(request());

        assertThat(runs.spec("mine")).contains(spec);
        assertThat(runs.ids()).containsExactly("mine");
        assertThat(spec.dataset()).isEqualTo("sample");
        assertThat(spec.submittedAt()).isEqualTo(SampleRuns.NOW);
    }

    @Test
    void takesTheRunThatAnEarlierPodRecorded() {
        RunSpec earlier = request().request().orElseThrow().spec("mine", SampleRuns.NOW.minusSeconds(60));
        runs.submit(earlier);

        assertThat(registration.admit(request())).isEqualTo(earlier);
    }

    @Test
    void refusesTheIdOfAnotherRun() {
        registration.admit(request());

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> registration.admit(request("other", "sample", Optional.empty())))
                .withMessageStartingWith("run 'mine' is there already and is another: model: ");
    }

    @Test
    void hasNothingToDoForARunThatHasEnded() {
        registration.admit(request());
        runs.end("mine", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW));

        assertThatExceptionOfType(RunHasEnded.class)
                .isThrownBy(() -> registration.admit(request()))
                .withMessage("run 'mine' was cancelled");
    }

    @Test
    void leavesNothingBehindOfWhatCannotBeTrained() throws IOException {
        Path nowhere = folder.resolve("nowhere");

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> registration.admit(request("cifar10", nowhere.toString(), Optional.empty())))
                .withMessage("there is no folder " + nowhere);
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> registration.admit(request("cifar10", empty.toString(), Optional.empty())))
                .withMessageContaining(empty.toString());
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> registration.admit(request("cifar10", "sample", Optional.of("7"))))
                .withMessage("--from: model 'cifar10' has no version '7'");
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> registration.admit(request("cifar10", "ftp://sets", Optional.empty())))
                .withMessageContaining("'ftp://sets' is no place of a data set");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void saysWhereTheSampleShouldBe() {
        Path missing = folder.resolve("missing");
        DataFolder folders = new DataFolder(Map.of("RESFORGE_SAMPLE_DIR", missing.toString()), store, Optional.empty());

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> folders.of("sample"))
                .withMessageContaining(missing + "; RESFORGE_SAMPLE_DIR names its folder");
    }

    @Test
    void findsTheSampleThatTheCommandLineUnpacked() throws Exception {
        Path unpacked = Files.createDirectories(folder.resolve("data/cifar10-sample"));

        assertThat(new DataFolder(Map.of("RESFORGE_HOME", folder.toString()), store, Optional.empty()).of("sample"))
                .isEqualTo(unpacked);
    }
}
