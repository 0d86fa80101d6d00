package io.resforge.trainer.backend.kubernetes.job;

import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests ask for. */
public final class JobRequests {

    private JobRequests() {}

    /** Two epochs of a small network on the sample. */
    public static JobRequest smoke(String id) {
        return training(id, Map.of("base", "resforge-resnet20-quick", "epochs", 2));
    }

    /** A run of a recipe. */
    public static JobRequest training(String id, Map<String, Object> recipe) {
        return new JobRequest(
                id, "cifar10", new JobPayload.Training(recipe), Optional.of("sample"), Optional.empty(), Map.of());
    }

    /** The twelve members of the Keras study, four at a time. */
    public static JobRequest sweep(String id) {
        return new JobRequest(
                id,
                "keras-study",
                new JobPayload.Sweep("keras-study", Optional.empty(), List.of("epochs=1"), 12, 4),
                Optional.of("s3://checkpoints/resforge/datasets/cifar-10"),
                Optional.empty(),
                Map.of("team", "vision"));
    }
}
