package io.resforge.trainer.app;

import io.resforge.trainer.TrainerMain;
import io.resforge.trainer.backend.process.ProcessLauncher;
import io.resforge.trainer.backend.process.Supervisor;
import io.resforge.trainer.backend.process.WorkerCommand;
import io.resforge.trainer.backend.process.WorkerLauncher;
import io.resforge.trainer.backend.process.WorkerLogs;
import io.resforge.trainer.contract.Machine;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** How workers are started: as child processes of this one. */
final class LauncherBeans {

    /** PyTorch and the allocator's settings are called natively. */
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    @Produces
    @Singleton
    WorkerLauncher launcher(TrainerConfig config, Clock clock, Instance<Supervisor> supervisor) {
        TrainerConfig.Worker worker = config.worker();
        Path logs = config.home().resolve("logs");
        List<String> options = new ArrayList<>(List.of(NATIVE_ACCESS, "-XX:ErrorFile=" + logs.resolve("crash-%p.log")));
        worker.javaOptions().ifPresent(options::addAll);
        return new ProcessLauncher(
                worker.parallel(),
                new WorkerCommand(
                        WorkerCommand.thisProgram(TrainerMain.class.getName(), options),
                        config.store(),
                        threads(worker),
                        worker.device(),
                        worker.snapshotInterval(),
                        worker.grace()),
                new WorkerLogs(logs),
                Machine.name(),
                clock,
                () -> supervisor.get().nudge());
    }

    private static int threads(TrainerConfig.Worker worker) {
        int share = Runtime.getRuntime().availableProcessors() / worker.parallel();
        return worker.threads().orElse(Math.max(1, share));
    }
}
