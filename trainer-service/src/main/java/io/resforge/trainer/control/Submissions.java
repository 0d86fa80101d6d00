package io.resforge.trainer.control;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.launcher.WorkerLauncher;
import io.resforge.trainer.request.InitialVersions;
import io.resforge.trainer.request.InvalidInput;
import io.resforge.trainer.request.RequestDifferences;
import io.resforge.trainer.request.RunIdGenerator;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.Violation;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Takes runs in: what was submitted is in the store before the answer, and is not lost from then on. */
public final class Submissions {

    /** Of half a million ids a minute, so many taken in a row are a store's fault. */
    private static final int MOST_ATTEMPTS = 100;

    private static final String FROM_VERSION = "spec.from_version";

    private final RunStore store;
    private final TrainingRuns runs;
    private final Checkpoints checkpoints;
    private final WorkerLauncher launcher;
    private final Clock clock;
    private final RandomGenerator random;
    private final Runnable submitted;

    /** @param submitted told when there is a new run */
    public Submissions(
            RunStore store,
            TrainingRuns runs,
            Checkpoints checkpoints,
            WorkerLauncher launcher,
            Clock clock,
            RandomGenerator random,
            Runnable submitted) {
        this.store = store;
        this.runs = runs;
        this.checkpoints = checkpoints;
        this.launcher = launcher;
        this.clock = clock;
        this.random = random;
        this.submitted = submitted;
    }

    /**
     * Records a run. The same request with the same id is answered with the run that is there.
     *
     * @throws InvalidInput if it cannot be trained here
     * @throws RunAlreadyExists if there is another run with this id
     */
    public TrainingRun submit(RunRequest request) {
        Optional<TrainingRun> repeated = request.runId().flatMap(id -> theSame(request, id));
        if (repeated.isPresent()) {
            return repeated.get();
        }
        checkWorld(request);
        TrainingRun run = request.runId().map(id -> record(request, id)).orElseGet(() -> recordUnderNewId(request));
        submitted.run();
        return run;
    }

    private Optional<TrainingRun> theSame(RunRequest request, String id) {
        Optional<TrainingRun> existing = runs.find(id);
        existing.map(TrainingRun::spec).ifPresent(spec -> {
            List<String> differences = RequestDifferences.withLabels(spec, request.like(spec));
            if (!differences.isEmpty()) {
                throw new RunAlreadyExists(id, differences);
            }
        });
        return existing;
    }

    private TrainingRun record(RunRequest request, String id) {
        RunSpec spec = request.spec(id, clock.instant());
        if (store.submit(spec)) {
            launcher.forgetLog(id);
            return TrainingRun.submitted(spec);
        }
        // Somebody, perhaps the same client again, was faster by a moment.
        return theSame(request, id).orElseThrow(() -> new RunAlreadyExists(id, "run '" + id + "' is being deleted"));
    }

    private TrainingRun recordUnderNewId(RunRequest request) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            String id = RunIdGenerator.next(request.recipe().arch().name(), clock.instant(), random);
            RunSpec spec = request.spec(id, clock.instant());
            if (store.submit(spec)) {
                return TrainingRun.submitted(spec);
            }
        }
        throw new StoreFailure(
                "could not record the run: the store called each of " + MOST_ATTEMPTS + " new ids taken");
    }

    private void checkWorld(RunRequest request) {
        List<Violation> violations = new ArrayList<>(launcher.objections(request));
        InitialVersions.objection(checkpoints, request)
                .ifPresent(it -> violations.add(new Violation(FROM_VERSION, it)));
        if (!violations.isEmpty()) {
            throw new InvalidInput(violations);
        }
    }
}
