package io.resforge.cli.demo;

import io.resforge.v1.RunSpec;
import io.resforge.v1.ScheduleKind;
import io.resforge.v1.ScheduleSpec;
import java.nio.file.Path;

/** How the demo trains: all its numbers. */
final class DemoRecipe {

    /** Below this share of held-out images, chance being a tenth, something is wrong. */
    static final double WORST_ACCURACY = 0.3;

    private static final String ARCHITECTURE = "resnet20-v1";
    private static final int BATCH_SIZE = 64;
    private static final double LABEL_SMOOTHING = 0.1;

    private static final int FIRST_EPOCHS = 10;
    private static final double FIRST_PEAK = 0.2;

    private static final int FURTHER_EPOCHS = 4;
    private static final double FURTHER_PEAK = 0.05;
    private static final double FURTHER_WARMUP = 0.5;

    private DemoRecipe() {}

    /** From fresh weights. */
    static RunSpec first(Path dataset) {
        return common(dataset)
                .setEpochs(FIRST_EPOCHS)
                .setSchedule(ScheduleSpec.newBuilder()
                        .setKind(ScheduleKind.SCHEDULE_KIND_COSINE)
                        .setPeak(FIRST_PEAK))
                .build();
    }

    /** On from a version. */
    static RunSpec further(Path dataset, String version) {
        return common(dataset)
                .setFromVersion(version)
                .setEpochs(FURTHER_EPOCHS)
                .setSchedule(ScheduleSpec.newBuilder()
                        .setKind(ScheduleKind.SCHEDULE_KIND_COSINE)
                        .setPeak(FURTHER_PEAK)
                        .setWarmupEpochs(FURTHER_WARMUP))
                .build();
    }

    private static RunSpec.Builder common(Path dataset) {
        return RunSpec.newBuilder()
                .setDataset(dataset.toString())
                .setArchitecture(ARCHITECTURE)
                .setBatchSize(BATCH_SIZE)
                .setLabelSmoothing(LABEL_SMOOTHING);
    }
}
