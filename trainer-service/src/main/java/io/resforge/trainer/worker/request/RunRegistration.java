package io.resforge.trainer.worker.request;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.RequestDifferences;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.RunRequest.InitialVersions;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Brings what a worker is started for into the store, where it is not there yet. What cannot be trained leaves nothing behind. */
public final class RunRegistration {

    private final RunStore runs;
    private final Checkpoints checkpoints;
    private final DataFolder folders;
    private final Clock clock;

    public RunRegistration(RunStore runs, Checkpoints checkpoints, DataFolder folders, Clock clock) {
        this.runs = runs;
        this.checkpoints = checkpoints;
        this.folders = folders;
        this.clock = clock;
    }

    /**
     * The run of a request, as the store has it now.
     *
     * @throws BadInput if it cannot be trained here, or the store has another run of this id
     * @throws RunHasEnded if there is nothing left to do
     * @throws StoreFailure if the store fails
     * @throws DamagedObject if what the store has of it cannot be read
     */
    public RunSpec admit(WorkerRequest request) {
        String runId = request.runId();
        Optional<RunSpec> known = runs.spec(runId);
        if (request.request().isEmpty()) {
            return known.orElseThrow(() -> new BadInput("there is no run '" + runId + "' in the store"));
        }
        RunRequest asked = request.request().get();
        if (known.isPresent()) {
            RunSpec spec = same(asked, known.get());
            RunHasEnded.check(runs, runId);
            folders.require(spec.dataset(), asked.recipe());
            return spec;
        }
        folders.require(asked.dataset(), asked.recipe());
        InitialVersions.objection(checkpoints, asked).ifPresent(objection -> {
            throw new BadInput("--from: " + objection);
        });
        return record(asked.spec(runId, clock.instant()), asked);
    }

    private RunSpec record(RunSpec spec, RunRequest request) {
        // Another pod may have recorded it a moment ago.
        return runs.submit(spec) ? spec : same(request, runs.spec(spec.runId()).orElse(spec));
    }

    private static RunSpec same(RunRequest request, RunSpec known) {
        List<String> differences = RequestDifferences.between(known, request.like(known));
        if (!differences.isEmpty()) {
            throw new BadInput("run '" + known.runId() + "' is there already and is another: "
                    + String.join("; ", differences) + "; another run needs another id");
        }
        return known;
    }

    /** There is nothing left to do; the message says how the run ended. */
    public static final class RunHasEnded extends RuntimeException {

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

    /** A run that no worker here can work on, however often it is tried; the message says why. */
    public static final class BadInput extends RuntimeException {

        public BadInput(String message) {
            super(message);
        }
    }
}
