package io.resforge.trainer.api;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.RunState;
import io.resforge.v1.Epoch;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SweepMembers;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Writes a run as clients see it. */
final class RunWriter {

    private RunWriter() {}

    /** With its finished epochs. */
    static Run full(RunView run, List<EpochRecord> epochs) {
        Run.Builder full = summary(run).toBuilder();
        epochs.forEach(epoch -> full.addEpochs(epoch(epoch)));
        return full.build();
    }

    /** Without its epochs. */
    static Run summary(RunView run) {
        Run.Builder summary = Run.newBuilder()
                .setRunId(run.id())
                .setSpec(spec(run))
                .setState(state(run.state()))
                .setMessage(run.message())
                .setSubmittedAt(timestamp(run.spec().submittedAt()));
        run.startedAt().ifPresent(at -> summary.setStartedAt(timestamp(at)));
        run.endedAt().ifPresent(at -> summary.setEndedAt(timestamp(at)));
        run.progress().ifPresent(progress -> summary.setProgress(progress(progress)));
        run.result().ifPresent(result -> summary.setResult(result(result)));
        run.members().ifPresent(members -> summary.setMembers(members(members)));
        return summary.build();
    }

    static io.resforge.v1.RunState state(RunState state) {
        return switch (state) {
            case QUEUED -> io.resforge.v1.RunState.RUN_STATE_QUEUED;
            case STARTING -> io.resforge.v1.RunState.RUN_STATE_STARTING;
            case RUNNING -> io.resforge.v1.RunState.RUN_STATE_RUNNING;
            case SUCCEEDED -> io.resforge.v1.RunState.RUN_STATE_SUCCEEDED;
            case FAILED -> io.resforge.v1.RunState.RUN_STATE_FAILED;
            case CANCELLED -> io.resforge.v1.RunState.RUN_STATE_CANCELLED;
            case SUSPENDED -> io.resforge.v1.RunState.RUN_STATE_SUSPENDED;
            case PULLING_IMAGE -> io.resforge.v1.RunState.RUN_STATE_PULLING_IMAGE;
            case PREEMPTED -> io.resforge.v1.RunState.RUN_STATE_PREEMPTED;
        };
    }

    private static SweepMembers members(RunView.SweepMembers members) {
        return SweepMembers.newBuilder()
                .setCount(members.count())
                .setActive(members.active())
                .setSucceeded(members.succeeded())
                .addAllFailed(members.failed())
                .build();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static RunSpec spec(RunView run) {
        io.resforge.registry.run.RunSpec spec = run.spec();
        RunSpec.Builder written = RunSpec.newBuilder()
                .setModel(spec.model())
                .setDataset(spec.dataset())
                .setRecipe(Structs.write(spec.recipe()))
                .putAllLabels(spec.labels());
        if (spec.fromVersion() != null) {
            written.setFromVersion(spec.fromVersion());
        }
        return written.build();
    }

    private static Progress progress(RunStatus.Progress progress) {
        Progress.Builder written = Progress.newBuilder()
                .setEpoch(progress.epoch())
                .setEpochs(progress.epochs())
                .setStep(progress.step())
                .setSteps(progress.steps())
                .setLoss(progress.loss())
                .setAccuracy(progress.accuracy())
                .setImagesPerSecond(progress.imagesPerSecond())
                .setTimeLeft(Durations.fromMillis(Math.round(progress.secondsLeft() * 1000)))
                .setLearningRate(progress.learningRate());
        ifKnown(progress.top5(), written::setTop5);
        ifKnown(progress.gradientNorm(), written::setGradientNorm);
        return written.build();
    }

    private static Epoch epoch(EpochRecord epoch) {
        Epoch.Builder written = Epoch.newBuilder()
                .setEpoch(epoch.epoch())
                .setTrainingLoss(epoch.trainingLoss())
                .setTrainingAccuracy(epoch.trainingAccuracy())
                .setHeldOutLoss(epoch.heldOutLoss())
                .setHeldOutAccuracy(epoch.heldOutAccuracy())
                .setLearningRate(epoch.learningRate())
                .setImagesPerSecond(epoch.imagesPerSecond())
                .setBest(epoch.best());
        ifKnown(epoch.trainingTop5(), written::setTrainingTop5);
        ifKnown(epoch.heldOutTop5(), written::setHeldOutTop5);
        ifKnown(epoch.flipAccuracy(), written::setFlipAccuracy);
        ifKnown(epoch.gradientNorm(), written::setGradientNorm);
        if (epoch.step() != null) {
            written.setStep(epoch.step());
        }
        if (epoch.finishedAt() != null) {
            written.setFinishedAt(timestamp(epoch.finishedAt()));
        }
        return written.build();
    }

    private static RunResult result(RunEnd.Result result) {
        RunResult.Builder written = RunResult.newBuilder()
                .setModel(result.model())
                .setVersion(result.version())
                .setEpoch(result.epoch())
                .setHeldOutAccuracy(result.heldOutAccuracy())
                .setPromoted(result.promoted())
                .setDecision(result.decision());
        ifKnown(result.testAccuracy(), written::setTestAccuracy);
        ifKnown(result.testLoss(), written::setTestLoss);
        ifKnown(result.testFlipAccuracy(), written::setTestFlipAccuracy);
        return written.build();
    }

    private static void ifKnown(Double value, DoubleConsumer set) {
        if (value != null) {
            set.accept(value);
        }
    }
}
