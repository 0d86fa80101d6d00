package io.resforge.trainer.launcher.process;

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
    static String ofChild(long pid, int exitCode, Optional<String> lastError) {
        String verb =
                switch (exitCode - SIGNALLED) {
                    case SIGKILL -> "was killed (exit code " + exitCode + "): by somebody, or because memory ran out";
                    case SIGTERM -> "was stopped (exit code " + exitCode + ")";
                    case SIGABRT, SIGBUS, SIGSEGV -> "crashed (exit code " + exitCode + ")";
                    default -> "ended with exit code " + exitCode + " and without a result";
                };
        return "the worker process " + pid + " " + verb + lastWords(lastError);
    }

    /** The death of a process that another control plane started, or this one before a restart. */
    static String found(long pid, Optional<String> lastError) {
        return "the worker process " + pid + " is gone: killed, or the machine restarted" + lastWords(lastError);
    }

    private static String lastWords(Optional<String> lastError) {
        return lastError.map(line -> "; its log says: " + line).orElse("");
    }
}
