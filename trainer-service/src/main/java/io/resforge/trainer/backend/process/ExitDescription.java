package io.resforge.trainer.backend.process;

import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.ExitCode;
import java.util.Optional;

/** How the death of a worker process is told. */
final class ExitDescription {

    private static final int SIGKILLED = 137;

    private ExitDescription() {}

    /** The death of our own child, whose exit code is known. */
    static Liveness ofChild(long pid, int exitCode, Optional<String> lastError) {
        String killer = exitCode == SIGKILLED ? ": by somebody, or because memory ran out" : "";
        String reason = "the worker process " + pid + " " + ExitCode.words(exitCode) + killer + lastWords(lastError);
        return switch (ExitCode.repeat(exitCode)) {
            case NEVER -> new Liveness.Gone(reason, false);
            case COUNTED -> new Liveness.Gone(reason, true);
            case FREELY -> new Liveness.Stopped(reason);
        };
    }

    /** The death of a process that another control plane started, or this one before a restart. */
    static Liveness.Gone found(long pid, Optional<String> lastError) {
        String reason = "the worker process " + pid + " is gone: killed, or the machine restarted";
        return new Liveness.Gone(reason + lastWords(lastError), true);
    }

    private static String lastWords(Optional<String> lastError) {
        return lastError.map(line -> "; its log says: " + line).orElse("");
    }
}
