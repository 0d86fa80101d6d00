package io.resforge.trainer.worker.claim;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.contract.WorkerProcess;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.request.BadInput;
import io.resforge.trainer.worker.request.RunHasEnded;
import java.time.Clock;
import java.util.Locale;

/** Makes this process the worker of a run, unless another one is; the control plane or the person who started it looks after it. */
final class ProcessRunClaimer implements RunClaimer {

    private final RunStore runs;
    private final String host;
    private final ProcessHandle self;
    private final Clock clock;

    ProcessRunClaimer(RunStore runs, String host, ProcessHandle self, Clock clock) {
        this.runs = runs;
        this.host = host;
        this.self = self;
        this.clock = clock;
    }

    @Override
    public ClaimedRun take(RunSpec spec) {
        String runId = spec.runId();
        RunHasEnded.check(runs, runId);
        RunAttempt launch = runs.launch(runId)
                .map(newest -> isOver(runId, newest) ? claimAfter(runId, newest) : newest)
                .orElseGet(() -> claim(runId, claim()));
        if (!isFor(launch)) {
            throw new BadInput(String.format(
                    Locale.ROOT, "process %d on %s works on run '%s' already", launch.pid(), launch.host(), runId));
        }
        if (launch.pid() == 0) {
            // The control plane that started this process records it too; but it may have died before it could.
            launch = WorkerProcess.launched(launch, self);
            runs.launched(runId, launch);
        }
        return new ClaimedRun(spec, launch);
    }

    /** A run that no control plane has launched is taken by a worker that is started for it by hand. */
    private RunAttempt claim(String runId, RunAttempt claim) {
        return runs.claim(runId, claim) ? claim : runs.launch(runId).orElse(claim);
    }

    /** So is one whose worker is gone from this machine. */
    private RunAttempt claimAfter(String runId, RunAttempt gone) {
        int attempt = gone.attempt() + 1;
        String reason = String.format(Locale.ROOT, "the worker process %d is gone", gone.pid());
        return claim(runId, claim().as(attempt, Math.max(attempt, gone.attempts()), reason));
    }

    private RunAttempt claim() {
        return WorkerProcess.launched(WorkerProcess.claim(host, clock.instant()), self);
    }

    private boolean isOver(String runId, RunAttempt launch) {
        return launch.host().equals(host)
                && launch.pid() > 0
                && launch.pid() != self.pid()
                && WorkerProcess.find(runId, launch).isEmpty();
    }

    private boolean isFor(RunAttempt launch) {
        return launch.host().equals(host) && (launch.pid() == 0 || launch.pid() == self.pid());
    }
}
