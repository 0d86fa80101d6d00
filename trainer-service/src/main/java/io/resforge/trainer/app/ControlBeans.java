package io.resforge.trainer.app;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.control.Cancellation;
import io.resforge.trainer.control.ControlPlane;
import io.resforge.trainer.control.Housekeeping;
import io.resforge.trainer.control.IdempotentRequests;
import io.resforge.trainer.control.LocalControlPlane;
import io.resforge.trainer.control.Submissions;
import io.resforge.trainer.control.Supervisor;
import io.resforge.trainer.grpc.StreamConfig;
import io.resforge.trainer.kubernetes.KubernetesRuns;
import io.resforge.trainer.launcher.WorkerLauncher;
import io.resforge.trainer.request.AllowedInput;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.telemetry.RunMetrics;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What the control plane does with runs. */
final class ControlBeans {

    /** From the claim on a run until its process is known it takes milliseconds, or the control plane died between. */
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    @Produces
    @Singleton
    Supervisor supervisor(
            TrainerConfig config,
            RunStore store,
            TrainingRuns runs,
            WorkerLauncher launcher,
            Clock clock,
            RunMetrics metrics) {
        Supervisor.Patience patience = new Supervisor.Patience(
                config.poll().runs(),
                LONGEST_START,
                config.worker().silence(),
                config.worker().retries());
        return new Supervisor(store, runs, launcher, patience, clock, System::nanoTime, metrics);
    }

    @Produces
    @Singleton
    Submissions submissions(
            RunStore store,
            TrainingRuns runs,
            Checkpoints checkpoints,
            WorkerLauncher launcher,
            Clock clock,
            Supervisor supervisor) {
        return new Submissions(store, runs, checkpoints, launcher, clock, new SecureRandom(), supervisor::nudge);
    }

    /** Of the two kinds only the one that is asked for is made. */
    @Produces
    @Singleton
    ControlPlane control(TrainerConfig config, Instance<LocalControlPlane> local, Instance<KubernetesRuns> kubernetes) {
        return switch (config.launcher()) {
            case PROCESS -> local.get();
            case KUBERNETES -> kubernetes.get().controlPlane();
        };
    }

    @Produces
    @Singleton
    @Typed(LocalControlPlane.class)
    LocalControlPlane local(
            RunStore store,
            TrainingRuns runs,
            WorkerLauncher launcher,
            Submissions submissions,
            Clock clock,
            Supervisor supervisor) {
        Cancellation cancellation = new Cancellation(store, runs, launcher, clock);
        return new LocalControlPlane(store, runs, launcher, submissions, cancellation, supervisor::nudge);
    }

    @Produces
    @Singleton
    IdempotentRequests requests(RunStore store, ControlPlane control) {
        return new IdempotentRequests(store, control);
    }

    @Produces
    @Singleton
    Housekeeping housekeeping(TrainerConfig config, ObjectStore store, Clock clock) {
        TrainerConfig.Retention retention = config.retention();
        return new Housekeeping(
                store, new Housekeeping.Limits(retention.versions(), retention.runs(), retention.interval()), clock);
    }

    @Produces
    @Singleton
    AllowedInput allowed(TrainerConfig config) {
        try {
            return AllowedInput.of(
                    config.store(),
                    config.launcher() == TrainerConfig.Launcher.PROCESS,
                    config.allowed().datasets().orElse(List.of()),
                    config.allowed().labels().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("resforge.allowed: " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    StreamConfig streams(TrainerConfig config) {
        return new StreamConfig(config.poll().watch());
    }
}
