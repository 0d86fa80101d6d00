package io.resforge.cli.sweep;

import io.resforge.cli.run.RunSubmission;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.v1.Run;
import java.util.Collection;
import java.util.List;

/**
 * What Ctrl-C does to the runs of a sweep: on a service that ends with the command they are cancelled, on another one they go on.
 *
 * @param serviceEnds whether the service ends with this command
 */
record SweepInterrupt(Runs runs, boolean serviceEnds, Terminal terminal) {

    private static final String REASON = "Ctrl-C";

    /** @param submitted runs of which it is not known yet whether the service has them */
    void leave(Collection<RunSubmission> submitted, List<SweepEntry> entries) {
        List<Run> underWay = entries.stream()
                .filter(entry -> !entry.isOver())
                .flatMap(entry -> entry.run().stream())
                .toList();
        terminal.line();
        if (!serviceEnds) {
            terminal.line(
                    several(underWay.size(), "run goes on", "runs go on") + "; the same command goes on from here");
            return;
        }
        terminal.line("Cancelling " + several(underWay.size(), "run", "runs")
                + " ...; the same command goes on with what is missing");
        submitted.forEach(submission -> cancel(submission.runId(), () -> submission.cancel(REASON)));
        underWay.forEach(run -> cancel(run.getRunId(), () -> runs.cancel(run.getRunId(), REASON)));
    }

    private void cancel(String runId, Runnable cancellation) {
        try {
            cancellation.run();
        } catch (ResForgeException e) { // such as one that ended this very moment; the others are to be cancelled too
            terminal.err().println(PlainText.escaped("run " + runId + " was not cancelled: " + e.getMessage()));
        }
    }

    private static String several(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
