package io.resforge.trainer.launcher.process;

import io.resforge.trainer.launcher.Liveness;
import io.resforge.trainer.process.ExitCode;
import java.util.Optional;

/** How the death of a worker process is told. */
final class Death {

    /** A process that a signal ends has the exit code 128 + the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int SIGABRT = 6;
    private static final int SIGBUS = 7;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    private static final int SIGTERM = 15;

    private Death() {}

    /** The death of our own child, whose exit code is known. */
    static Liveness.Gone ofChild(long pid, int exitCode, Optional<String> lastError) {
        return new Liveness.Gone(
                "the worker process " + pid + " " + verb(exitCode) + lastWords(lastError),
                ExitCode.isWorthAnotherTry(exitCode));
    }

    private static String verb(int exitCode) {
        if (exitCode == ExitCode.TRY_AGAIN.number()) {
            return "was stopped, and can go on (exit code " + exitCode + ")";
        }
        return switch (exitCode - SIGNALLED) {
            case SIGKILL -> "was killed (exit code " + exitCode + "): by somebody, or because memory ran out";
            case SIGTERM -> "was stopped (exit code " + exitCode + ")";
            case SIGABRT, SIGBUS, SIGSEGV -> "crashed (exit code " + exitCode + ")";
            default -> "ended with exit code " + exitCode + " and without a result";
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
