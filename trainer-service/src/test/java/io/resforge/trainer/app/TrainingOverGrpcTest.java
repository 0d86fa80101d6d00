package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.trainer.testing.TinyDataset;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.Epoch;
import io.resforge.v1.GetVersionRequest;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SuspendRunRequest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service: real calls, real child processes, real training. */
@QuarkusTest
@QuarkusTestResource(ServerSettings.class)
class TrainingOverGrpcTest {

    private static final int LONG = 10_000;

    /** Epochs. */
    private static final int A_FEW_SECONDS = 15;

    @TempDir
    static Path data;

    @Inject
    RunStore runs;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    private TrainerTestClient client;

    @BeforeAll
    static void writeData() throws IOException {
        TinyDataset.write(data);
    }

    @BeforeEach
    void connect() {
        client = new TrainerTestClient(port);
    }

    @AfterEach
    void endAndDisconnect() {
        // What a failed test left training.
        client.trainer()
                .listRuns(ListRunsRequest.newBuilder()
                        .addStates(RunState.RUN_STATE_QUEUED)
                        .addStates(RunState.RUN_STATE_STARTING)
                        .addStates(RunState.RUN_STATE_RUNNING)
                        .build())
                .getRunsList()
                .forEach(run -> client.trainer()
                        .cancelRun(CancelRunRequest.newBuilder()
                                .setRunId(run.getRunId())
                                .build()));
        client.close();
    }

    private static SubmitRunRequest request(String runId, int epochs) {
        Struct recipe = Struct.newBuilder()
                .putFields("arch", text("resnet8-v1"))
                .putFields("epochs", number(epochs))
                .putFields("batch_size", number(16))
                .putFields("lr", number(0.02))
                .putFields("precision", text("fp32"))
                .build();
        RunSpec spec = RunSpec.newBuilder()
                .setModel("colours")
                .setDataset(data.toString())
                .setRecipe(recipe)
                .build();
        return SubmitRunRequest.newBuilder().setRunId(runId).setSpec(spec).build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    @Test
    void trainsPublishesAndTellsAllTheWay() {
        // Given
        Run submitted = client.submit(request("train-me", 2));
        assertThat(submitted.getSpec().getRecipe().getFieldsOrThrow("optimizer").getStructValue())
                .isEqualTo(Struct.newBuilder()
                        .putFields("kind", text("sgd"))
                        .putFields("momentum", number(0.9))
                        .putFields(
                                "nesterov",
                                Value.newBuilder().setBoolValue(true).build())
                        .build());
        // When
        List<Run> told = client.watchToTheEnd("train-me");
        // Then
        Run last = told.getLast();
        assertThat(last.getState()).as(last.getMessage()).isEqualTo(RunState.RUN_STATE_SUCCEEDED);
        assertThat(last.getEpochsList()).extracting(Epoch::getEpoch).containsExactly(1, 2);
        assertThat(last.getResult().getModel()).isEqualTo("colours");
        assertThat(told).extracting(Run::getState).isSorted();
        assertThat(told).as("nothing is told twice").doesNotHaveDuplicates();
        assertThat(client.get("train-me")).isEqualTo(last);
        assertThat(client.trainer()
                        .listRuns(ListRunsRequest.getDefaultInstance())
                        .getRunsList())
                .contains(last.toBuilder().clearEpochs().build());
        assertIsListed(last);
    }

    private void assertIsListed(Run run) {
        String version = run.getResult().getVersion();
        ListVersionsResponse list = client.registry()
                .listVersions(
                        ListVersionsRequest.newBuilder().setModel("colours").build());
        assertThat(list.getVersionsList()).anySatisfy(it -> {
            assertThat(it.getVersion()).isEqualTo(version);
            assertThat(it.getRunId()).isEqualTo(run.getRunId());
            assertThat(it.getLabelsList()).containsExactlyElementsOf(TinyDataset.LABELS);
            assertThat(it.getChampion()).isEqualTo(run.getResult().getPromoted());
        });
        GetVersionResponse one = client.registry()
                .getVersion(GetVersionRequest.newBuilder()
                        .setModel("colours")
                        .setVersion(version)
                        .build());
        assertThat(one.getManifestJson()).contains("\"runId\" : \"train-me\"");
    }

    @Test
    void answersARepeatedSubmissionWithTheSameRun() {
        Run first = client.submit(request("twice", LONG));

        Run second = client.submit(request("twice", LONG));

        assertThat(second.getSubmittedAt()).isEqualTo(first.getSubmittedAt());
        assertThat(TrainerTestClient.failure(() -> client.submit(request("twice", 3)))
                        .getCode())
                .isEqualTo(Code.ALREADY_EXISTS_VALUE);
        client.trainer()
                .cancelRun(CancelRunRequest.newBuilder().setRunId("twice").build());
    }

    @Test
    void cancelsARunAndItsWorker() {
        // Given
        client.submit(request("cancel-me", LONG));
        client.awaitTraining("cancel-me");
        ProcessHandle worker = worker("cancel-me");
        CancelRunRequest cancel = CancelRunRequest.newBuilder()
                .setRunId("cancel-me")
                .setReason("enough")
                .build();
        // When
        Run cancelled = client.trainer().cancelRun(cancel).getRun();
        // Then
        assertThat(cancelled.getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
        assertThat(cancelled.getMessage()).isEqualTo("cancelled: enough");
        assertThat(worker.isAlive()).isFalse();
        assertThat(client.trainer().cancelRun(cancel).getRun()).isEqualTo(cancelled);
        Status suspend = TrainerTestClient.failure(() -> client.trainer()
                .suspendRun(SuspendRunRequest.newBuilder().setRunId("cancel-me").build()));
        assertThat(suspend.getCode()).isEqualTo(Code.FAILED_PRECONDITION_VALUE);
        assertThat(suspend.getMessage()).contains("it is CANCELLED");
        assertThat(TrainerTestClient.detail(suspend, ErrorInfo.class).getReason())
                .isEqualTo("RUN_ENDED");
    }

    @Test
    void aRunWhoseWorkerIsKilledComesBackAndSucceeds() {
        comesBackAndSucceeds(
                "kill-me", ProcessHandle::destroyForcibly, "attempt 2 of 4 after", "was killed (exit code 137)");
    }

    @Test
    void aRunWhoseWorkerIsStoppedComesBackAndSucceeds() {
        comesBackAndSucceeds(
                "stop-me", ProcessHandle::destroy, "attempt 2 of 5 after", "was stopped, and can go on (exit code 75)");
    }

    private void comesBackAndSucceeds(String runId, Consumer<ProcessHandle> end, String attempt, String reason) {
        client.submit(request(runId, A_FEW_SECONDS));
        client.awaitTraining(runId);

        end.accept(worker(runId));

        List<Run> told = client.watchToTheEnd(runId);
        assertThat(told)
                .anySatisfy(run -> assertThat(run.getMessage()).contains(attempt + ": the worker process", reason));
        Run last = told.getLast();
        assertThat(last.getState()).as(last.getMessage()).isEqualTo(RunState.RUN_STATE_SUCCEEDED);
        assertThat(last.getEpochsList())
                .extracting(Epoch::getEpoch)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, A_FEW_SECONDS).boxed().toList());
    }

    private ProcessHandle worker(String runId) {
        long pid = runs.launch(runId).map(RunAttempt::pid).orElseThrow();
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        return worker;
    }
}
