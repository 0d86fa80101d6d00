package io.resforge.trainer.worker.request;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;

/** There is nothing left to do; the message says how the run ended. */
public final class RunHasEnded extends RuntimeException {

    private final RunEnd.Outcome outcome;

    private RunHasEnded(String runId, RunEnd end) {
        super("run '" + runId + "' " + words(end));
        this.outcome = end.outcome();
    }

    /** @throws RunHasEnded if it has */
    public static void check(RunStore runs, String runId) {
        runs.end(runId).ifPresent(end -> {
            throw new RunHasEnded(runId, end);
        });
    }

    private static String words(RunEnd end) {
        return switch (end.outcome()) {
            case SUCCEEDED -> "has ended already: " + end.message();
            case FAILED -> "has failed before: " + end.message();
            case CANCELLED -> "was cancelled";
        };
    }

    /** How it ended. */
    public RunEnd.Outcome outcome() {
        return outcome;
    }
}
