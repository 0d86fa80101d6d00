package io.resforge.spine;

import io.resforge.v1.RunSpec;
import io.resforge.v1.ScheduleKind;
import io.resforge.v1.ScheduleSpec;
import java.nio.file.Path;

/** How these tests train. */
final class Recipes {

    private Recipes() {}

    /** A run of a few seconds. */
    static RunSpec quick(Path dataset) {
        return epochs(dataset, 2);
    }

    /** A run that goes on from a version. */
    static RunSpec from(Path dataset, String version) {
        return quick(dataset).toBuilder()
                .setFromVersion(version)
                .setSchedule(ScheduleSpec.newBuilder()
                        .setKind(ScheduleKind.SCHEDULE_KIND_COSINE)
                        .setPeak(0.03))
                .build();
    }

    /** A run that will not end by itself while a test lasts. */
    static RunSpec endless(Path dataset) {
        return epochs(dataset, 10_000);
    }

    /** A ResNet-8 for so many epochs. */
    static RunSpec epochs(Path dataset, int epochs) {
        return RunSpec.newBuilder()
                .setDataset(dataset.toString())
                .setArchitecture("resnet8-v1")
                .setBatchSize(32)
                .setEpochs(epochs)
                .build();
    }
}
