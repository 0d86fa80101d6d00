package io.resforge.trainer.worker;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.process.WorkerProcess;
import java.time.Clock;

/** Makes this process the worker of a run, if nobody else is. */
final class Assignment {

    private final Runs runs;
    private final String host;
    private final ProcessHandle self;
    private final Clock clock;

    Assignment(Runs runs, String host, ProcessHandle self, Clock clock) {
        this.runs = runs;
        this.host = host;
        this.self = self;
        this.clock = clock;
    }

    /**
     * Takes a run.
     *
     * @throws BadInput if there is no such run, it has ended, or another process works on it
     */
    RunSpec take(String runId) {
        RunSpec spec = runs.spec(runId).orElseThrow(() -> new BadInput("there is no run '" + runId + "' in the store"));
        if (runs.end(runId).isPresent()) {
            throw new BadInput("run '" + runId + "' has ended already");
        }
        Launch launch = runs.launch(runId).orElseGet(() -> claim(runId));
        if (!isFor(launch)) {
            throw new BadInput(
                    "process %d on %s works on run '%s' already".formatted(launch.pid(), launch.host(), runId));
        }
        if (launch.pid() == 0) {
            // The control plane that started this process records it too; but it may have died before it could.
            runs.launched(runId, WorkerProcess.launched(launch, self));
        }
        return spec;
    }

    /** A run that no control plane has launched is taken by whoever starts a worker for it by hand. */
    private Launch claim(String runId) {
        Launch claim = WorkerProcess.launched(WorkerProcess.claim(host, clock.instant()), self);
        return runs.claim(runId, claim) ? claim : runs.launch(runId).orElse(claim);
    }

    private boolean isFor(Launch launch) {
        return launch.host().equals(host) && (launch.pid() == 0 || launch.pid() == self.pid());
    }
}
