package io.resforge.cli.sweep;

import com.google.protobuf.Timestamp;
import io.resforge.testing.Samples;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.training.recipe.sweep.SweepReader;
import io.resforge.v1.Epoch;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.List;

/** Members and runs as a sweep has them. */
final class TestSweeps {

    /** Four members: {@code lr-0-1} to {@code lr-0-4}, of three epochs each. */
    static final String RATES = """
            name: rates
            set: {arch: resnet8-v1, epochs: 3, warmup: 0}
            grid: {lr: [0.1, 0.2, 0.3, 0.4]}
            """;

    private TestSweeps() {}

    static List<Member> rates() {
        return members(RATES);
    }

    static List<Member> members(String yaml) {
        return SweepReader.yaml(yaml, List.of()).members();
    }

    /** How a run ends well: after 75 seconds, with a held-out accuracy of 63.0%. */
    static Run succeeded(Run run) {
        Run.Builder end = Samples.succeeded().toBuilder()
                .setRunId(run.getRunId())
                .setSpec(run.getSpec())
                .setStartedAt(Timestamp.newBuilder().setSeconds(1000))
                .setEndedAt(Timestamp.newBuilder().setSeconds(1075));
        end.getResultBuilder().setTestLoss(1.23456);
        return end.build();
    }

    static Run failed(Run run) {
        return run.toBuilder()
                .setState(RunState.RUN_STATE_FAILED)
                .setMessage("the loss is not a number")
                .build();
    }

    static Run cancelled(String runId) {
        return Run.newBuilder()
                .setRunId(runId)
                .setState(RunState.RUN_STATE_CANCELLED)
                .setMessage("Ctrl-C")
                .build();
    }

    /** A run in its second of three epochs, so far through it. */
    static Run training(int step, double heldOut) {
        return Run.newBuilder()
                .setState(RunState.RUN_STATE_RUNNING)
                .addEpochs(Epoch.newBuilder().setEpoch(1).setHeldOutAccuracy(heldOut))
                .setProgress(Progress.newBuilder()
                        .setEpoch(2)
                        .setEpochs(3)
                        .setStep(step)
                        .setSteps(100))
                .build();
    }
}
