package io.resforge.trainer.app;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObservedStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.StartRefusal;
import io.resforge.support.StoreMetrics;
import io.resforge.support.access.Access.DefaultModel;
import io.resforge.support.access.AuditLog;
import io.resforge.trainer.TrainerMain;
import io.resforge.trainer.api.AllowedInput;
import io.resforge.trainer.api.Streams.StreamConfig;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.backend.kubernetes.KubernetesBackend;
import io.resforge.trainer.backend.process.ProcessBackend;
import io.resforge.trainer.backend.process.ProcessLauncher;
import io.resforge.trainer.backend.process.Supervisor;
import io.resforge.trainer.backend.process.WorkerCommand;
import io.resforge.trainer.backend.process.WorkerLauncher;
import io.resforge.trainer.backend.process.WorkerLogs;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.contract.WorkerProcess;
import io.resforge.trainer.run.Housekeeping;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.telemetry.RunMetrics;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The store, and what the control plane does with runs. */
final class ControlBeans {

    /** PyTorch and the allocator's settings are called natively. */
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Without it Java warns in each worker's log of what libraries do. */
    private static final String UNSAFE_MEMORY = "--sun-misc-unsafe-memory-access=allow";

    /** From the claim on a run until its process is known it takes milliseconds, or the control plane died between. */
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(ControlBeans.class);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ObjectStore store(TrainerConfig config, StoreMetrics metrics) {
        try {
            return ObservedStore.of(ObjectStore.openOrCreate(config.store()), metrics);
        } catch (StoreFailure e) {
            // It may come yet; until then each call says that it is not there.
            LOG.errorf("There is no store: %s", e.getMessage());
            return ObservedStore.of(ObjectStore.open(config.store()), metrics);
        }
    }

    @Produces
    @Singleton
    RunStore runs(ObjectStore store) {
        return new RunStore(store);
    }

    @Produces
    @Singleton
    TrainingRuns trainingRuns(RunStore runs) {
        return new TrainingRuns(runs);
    }

    @Produces
    @Singleton
    Seal seal(TrainerConfig config) {
        return StartRefusal.unless(
                "resforge.signing-key, trusted-keys, require-signature",
                () -> Seal.of(config.signingKey(), config.trustedKeys().orElse(List.of()), config.requireSignature()));
    }

    @Produces
    @Singleton
    Checkpoints checkpoints(ObjectStore store, Clock clock, Seal seal) {
        return new Checkpoints(store, clock, seal);
    }

    @Produces
    @Singleton
    Promotions promotions(ObjectStore store, Clock clock, Seal seal) {
        return new Promotions(store, clock, seal);
    }

    @Produces
    @Singleton
    Supervisor supervisor(
            TrainerConfig config,
            RunStore store,
            TrainingRuns runs,
            WorkerLauncher launcher,
            Clock clock,
            RunMetrics metrics) {
        Supervisor.Timeout timeout = new Supervisor.Timeout(
                config.poll().runs(),
                LONGEST_START,
                config.worker().silence(),
                config.worker().retries());
        return new Supervisor(store, runs, launcher, timeout, clock, System::nanoTime, metrics);
    }

    /** Of the two kinds only the one that is asked for is made. */
    @Produces
    @Singleton
    @Typed(WorkerBackend.class)
    WorkerBackend backend(
            TrainerConfig config, Instance<ProcessBackend> processes, Instance<KubernetesBackend> kubernetes) {
        return switch (config.launcher()) {
            case PROCESS -> processes.get();
            case KUBERNETES -> kubernetes.get();
        };
    }

    @Produces
    @Singleton
    @Typed(ProcessBackend.class)
    ProcessBackend processes(RunStore store, TrainingRuns runs, WorkerLauncher launcher, Supervisor supervisor) {
        return new ProcessBackend(store, runs, launcher, supervisor::nudge);
    }

    @Produces
    @Singleton
    RunService runs(RunStore store, Checkpoints checkpoints, WorkerBackend backend, Clock clock) {
        return new RunService(store, checkpoints, backend, clock, new SecureRandom());
    }

    @Produces
    @Singleton
    Housekeeping housekeeping(TrainerConfig config, ObjectStore store, Clock clock, Seal seal, AuditLog audit) {
        TrainerConfig.Retention retention = config.retention();
        return new Housekeeping(
                store,
                new Housekeeping.Limits(retention.versions(), retention.runs(), retention.interval()),
                clock,
                seal,
                (target, why) -> audit.changed("prune", target, "present", "", why));
    }

    @Produces
    @Singleton
    AllowedInput allowed(TrainerConfig config) {
        return StartRefusal.unless(
                "resforge.allowed",
                () -> AllowedInput.of(
                        config.store(),
                        config.launcher() == TrainerConfig.Launcher.PROCESS,
                        config.allowed().datasets().orElse(List.of()),
                        config.allowed().labels().orElse(List.of())));
    }

    @Produces
    @Singleton
    DefaultModel defaultModel() {
        return new DefaultModel(WorkerArguments.DEFAULT_MODEL);
    }

    @Produces
    @Singleton
    StreamConfig streams(TrainerConfig config) {
        return new StreamConfig(config.poll().watch());
    }

    @Produces
    @Singleton
    WorkerLauncher launcher(TrainerConfig config, Clock clock, Instance<Supervisor> supervisor) {
        TrainerConfig.Worker worker = config.worker();
        Path logs = config.home().resolve("logs");
        List<String> options =
                new ArrayList<>(List.of(NATIVE_ACCESS, UNSAFE_MEMORY, "-XX:ErrorFile=" + logs.resolve("crash-%p.log")));
        worker.javaOptions().ifPresent(options::addAll);
        return new ProcessLauncher(
                worker.parallel(),
                new WorkerCommand(
                        WorkerCommand.thisProgram(TrainerMain.class.getName(), options, signing(config)),
                        config.store(),
                        threads(worker),
                        worker.device(),
                        worker.snapshotInterval(),
                        worker.grace()),
                new WorkerLogs(logs),
                WorkerProcess.host(),
                clock,
                () -> supervisor.get().nudge());
    }

    /** Files by their whole paths, since settings of this process need not be in its environment, or its folder the worker's. */
    private static Map<String, String> signing(TrainerConfig config) {
        Map<String, String> environment = new HashMap<>();
        environment.put(WorkerPods.REQUIRE_SIGNATURE, Boolean.toString(config.requireSignature()));
        config.signingKey().ifPresent(key -> environment.put(WorkerPods.SIGNING_KEY, absolute(key)));
        config.trustedKeys()
                .ifPresent(files -> environment.put(
                        WorkerPods.TRUSTED_KEYS,
                        files.stream().map(ControlBeans::absolute).collect(Collectors.joining(","))));
        return environment;
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }

    private static int threads(TrainerConfig.Worker worker) {
        int share = Runtime.getRuntime().availableProcessors() / worker.parallel();
        return worker.threads().orElse(Math.max(1, share));
    }
}
