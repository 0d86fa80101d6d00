package io.resforge.cli.run;

import com.google.gson.Gson;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import io.resforge.cli.common.CommandFailed;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.store.ObjectStore;
import io.resforge.v1.Epoch;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Runs as the store has them, for commands that find no service. */
final class StoredRuns {

    private final RunStore store;

    StoredRuns(ObjectStore store) {
        this.store = new RunStore(store);
    }

    /** The newest runs that a filter takes, without their epochs. */
    List<Run> list(int limit, Predicate<Run> filter) {
        return store.submissions().stream()
                .flatMap(entry -> readable(entry.runId()).stream())
                .filter(filter)
                .limit(limit)
                .toList();
    }

    /** One run, with its epochs. */
    Run one(String runId) {
        Run.Builder run = store
                .spec(runId)
                .map(this::run)
                .orElseThrow(() -> CommandFailed.badUsage("there is no run '" + runId + "'"))
                .toBuilder();
        store.epochs(runId).forEach(epoch -> run.addEpochs(written(epoch)));
        return run.build();
    }

    /** A damaged one must not hide the others. */
    private Optional<Run> readable(String runId) {
        try {
            return store.spec(runId).map(this::run);
        } catch (DamagedObject damaged) {
            return Optional.empty();
        }
    }

    private Run run(RunSpec spec) {
        String id = spec.runId();
        Run.Builder run =
                Run.newBuilder().setRunId(id).setSpec(written(spec)).setSubmittedAt(timestamp(spec.submittedAt()));
        Optional<RunStatus> status = store.status(id);
        Optional<RunEnd> end = store.end(id);
        status.ifPresent(it -> run.setStartedAt(timestamp(it.startedAt())));
        status.map(RunStatus::progress).ifPresent(it -> run.setProgress(written(it)));
        if (end.isPresent()) {
            run.setEndedAt(timestamp(end.get().endedAt()))
                    .setState(
                            switch (end.get().outcome()) {
                                case SUCCEEDED -> RunState.RUN_STATE_SUCCEEDED;
                                case FAILED -> RunState.RUN_STATE_FAILED;
                                case CANCELLED -> RunState.RUN_STATE_CANCELLED;
                            })
                    .setMessage(end.get().message());
            Optional.ofNullable(end.get().result()).ifPresent(result -> run.setResult(written(result)));
            return run.build();
        }
        if (store.hold(id).filter(RunSuspension::held).isPresent()) {
            return run.setState(RunState.RUN_STATE_SUSPENDED)
                    .setMessage("suspended; 'resforge runs resume " + id + "' goes on with it")
                    .build();
        }
        boolean begun = status.map(RunStatus::progress).isPresent();
        return run.setState(begun ? RunState.RUN_STATE_RUNNING : RunState.RUN_STATE_QUEUED)
                .setMessage(
                        begun
                                ? "heard of last at " + status.get().updatedAt()
                                : "waits for a service, such as that of 'resforge up'")
                .build();
    }

    private static io.resforge.v1.RunSpec written(RunSpec spec) {
        Struct.Builder recipe = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(new Gson().toJson(spec.recipe()), recipe);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a JSON object is a Struct", impossible);
        }
        io.resforge.v1.RunSpec.Builder written = io.resforge.v1.RunSpec.newBuilder()
                .setModel(spec.model())
                .setDataset(spec.dataset())
                .setRecipe(recipe)
                .putAllLabels(spec.labels());
        Optional.ofNullable(spec.fromVersion()).ifPresent(written::setFromVersion);
        return written.build();
    }

    private static Progress written(RunStatus.Progress progress) {
        return Progress.newBuilder()
                .setEpoch(progress.epoch())
                .setEpochs(progress.epochs())
                .setStep(progress.step())
                .setSteps(progress.steps())
                .setLoss(progress.loss())
                .setAccuracy(progress.accuracy())
                .setImagesPerSecond(progress.imagesPerSecond())
                .setTimeLeft(Durations.fromMillis(Math.round(progress.secondsLeft() * 1000)))
                .setLearningRate(progress.learningRate())
                .build();
    }

    private static Epoch written(EpochRecord epoch) {
        Epoch.Builder written = Epoch.newBuilder()
                .setEpoch(epoch.epoch())
                .setTrainingLoss(epoch.trainingLoss())
                .setTrainingAccuracy(epoch.trainingAccuracy())
                .setHeldOutLoss(epoch.heldOutLoss())
                .setHeldOutAccuracy(epoch.heldOutAccuracy())
                .setLearningRate(epoch.learningRate())
                .setImagesPerSecond(epoch.imagesPerSecond())
                .setBest(epoch.best());
        Optional.ofNullable(epoch.trainingTop5()).ifPresent(written::setTrainingTop5);
        Optional.ofNullable(epoch.heldOutTop5()).ifPresent(written::setHeldOutTop5);
        Optional.ofNullable(epoch.flipAccuracy()).ifPresent(written::setFlipAccuracy);
        Optional.ofNullable(epoch.gradientNorm()).ifPresent(written::setGradientNorm);
        return written.build();
    }

    private static RunResult written(RunEnd.Result result) {
        RunResult.Builder written = RunResult.newBuilder()
                .setModel(result.model())
                .setVersion(result.version())
                .setEpoch(result.epoch())
                .setHeldOutAccuracy(result.heldOutAccuracy())
                .setPromoted(result.promoted())
                .setDecision(result.decision());
        Optional.ofNullable(result.testAccuracy()).ifPresent(written::setTestAccuracy);
        Optional.ofNullable(result.testLoss()).ifPresent(written::setTestLoss);
        Optional.ofNullable(result.testFlipAccuracy()).ifPresent(written::setTestFlipAccuracy);
        return written.build();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
