package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.JobLifetime;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.PodPlacement;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.StoreAccess;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerAccount;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerImage;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerResources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of clusters that tests build Jobs for. */
public final class Installation {

    private Installation() {}

    /** Processors only, and nothing that has a default. */
    public static JobSettings plain() {
        return settings("resforge/trainer:0.1.0", 0, anywhere(), Optional.empty());
    }

    /** One GPU, on the nodes that have some, by way of a queue. */
    public static JobSettings withGpuAndQueue() {
        PodPlacement placement = new PodPlacement(
                Map.of("nvidia.com/gpu.product", "NVIDIA-A100-SXM4-40GB"),
                List.of(new TolerationBuilder()
                        .withKey("nvidia.com/gpu")
                        .withOperator("Exists")
                        .withEffect("NoSchedule")
                        .build()),
                Optional.of("training"),
                Optional.of("team-vision"));
        return settings("resforge/trainer-cuda:0.1.0", 1, placement, Optional.empty());
    }

    /** As {@link #plain}, with a template. */
    public static JobSettings with(PodTemplate template) {
        return settings("resforge/trainer:0.1.0", 0, anywhere(), Optional.of(template));
    }

    private static PodPlacement anywhere() {
        return new PodPlacement(Map.of(), List.of(), Optional.empty(), Optional.empty());
    }

    private static JobSettings settings(
            String image, int gpus, PodPlacement placement, Optional<PodTemplate> template) {
        return new JobSettings(
                new WorkerImage(image, WorkerImage.PullPolicy.IfNotPresent, List.of()),
                new WorkerResources(
                        new Quantity("2"),
                        Optional.of(new Quantity("4")),
                        new Quantity("4Gi"),
                        new Quantity("6Gi"),
                        gpus,
                        "nvidia.com/gpu",
                        new Quantity("2Gi"),
                        new Quantity("4Gi")),
                placement,
                new JobLifetime(
                        3,
                        Optional.of(Duration.ofDays(1)),
                        Optional.of(Duration.ofDays(7)),
                        Duration.ofDays(1),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Optional.of(100)),
                new StoreAccess(
                        "s3://checkpoints/resforge",
                        Optional.of("resforge-store"),
                        Optional.of("resforge-store"),
                        Map.of("AWS_REGION", "eu-central-1")),
                new WorkerAccount("worker", 10001, Optional.empty(), false),
                template);
    }
}
