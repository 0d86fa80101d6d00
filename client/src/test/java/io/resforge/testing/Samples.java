package io.resforge.testing;

import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.resforge.v1.Epoch;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import io.resforge.v1.Version;

/** Messages as a service would send them. */
public final class Samples {

    /** The id of the run that is meant where it does not matter which. */
    public static final String RUN = "run-20260131-142501-k3f9";

    private static final Timestamp MOMENT =
            Timestamp.newBuilder().setSeconds(1_769_869_501).build(); // 2026-01-31 14:25:01 UTC

    private Samples() {}

    /** A run of three epochs in this state. */
    public static Run run(RunState state) {
        return Run.newBuilder()
                .setRunId(RUN)
                .setState(state)
                .setSubmittedAt(MOMENT)
                .setSpec(RunSpec.newBuilder()
                        .setModel("cifar10")
                        .setDataset("/data/cifar10")
                        .setRecipe(recipe()))
                .build();
    }

    private static Struct recipe() {
        return Struct.newBuilder()
                .putFields("arch", text("resnet20-v1"))
                .putFields("epochs", number(3))
                .putFields("batch_size", number(128))
                .putFields("optimizer", kind("sgd"))
                .putFields("lr", number(0.1))
                .putFields("schedule", kind("cosine"))
                .putFields(
                        "augment",
                        Value.newBuilder()
                                .setListValue(ListValue.newBuilder()
                                        .addValues(kind("pad_crop"))
                                        .addValues(kind("flip")))
                                .build())
                .putFields("seed", number(1))
                .build();
    }

    private static Value kind(String kind) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putFields("kind", text(kind)))
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    /** The same run, training: half of this epoch is done, and all before it. */
    public static Run training(int epoch) {
        Run.Builder run = run(RunState.RUN_STATE_RUNNING).toBuilder()
                .setProgress(Progress.newBuilder()
                        .setEpoch(epoch)
                        .setEpochs(3)
                        .setStep(50)
                        .setSteps(100)
                        .setLoss(1.25)
                        .setAccuracy(0.5)
                        .setImagesPerSecond(1234)
                        .setTimeLeft(Duration.newBuilder().setSeconds(83)));
        for (int done = 1; done < epoch; done++) {
            run.addEpochs(epoch(done));
        }
        return run.build();
    }

    /** The same run as it ended: all epochs are done, and a version is published. */
    public static Run succeeded() {
        return run(RunState.RUN_STATE_SUCCEEDED).toBuilder()
                .addEpochs(epoch(1))
                .addEpochs(epoch(2))
                .addEpochs(epoch(3))
                .setResult(RunResult.newBuilder()
                        .setModel("cifar10")
                        .setVersion("4")
                        .setEpoch(3)
                        .setHeldOutAccuracy(0.63)
                        .setTestAccuracy(0.61)
                        .setPromoted(true)
                        .setDecision("63.0% is better than 60.0%"))
                .build();
    }

    private static Epoch epoch(int number) {
        return Epoch.newBuilder()
                .setEpoch(number)
                .setTrainingLoss(2.0 / number)
                .setTrainingAccuracy(0.2 * number)
                .setHeldOutLoss(2.0 / number)
                .setHeldOutAccuracy(0.21 * number)
                .setImagesPerSecond(1200)
                .setBest(true)
                .build();
    }

    /** A published version. */
    public static Version version(String number, boolean champion) {
        return Version.newBuilder()
                .setModel("cifar10")
                .setVersion(number)
                .setRunId(RUN)
                .setArchitecture("resnet20-v1")
                .setCreatedAt(MOMENT)
                .setEpoch(3)
                .setHeldOutAccuracy(0.63)
                .setHeldOutImages(1000)
                .setDecision("63.0% is better than 60.0%")
                .setTestAccuracy(0.61)
                .setParameterCount(272_474)
                .setSha256("ab".repeat(32))
                .addLabels("cat")
                .addLabels("dog")
                .setChampion(champion)
                .build();
    }
}
