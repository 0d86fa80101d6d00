package io.resforge.trainer.run;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.contract.InitialVersions;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RequestDifferences;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.Submission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Takes runs in: what was submitted is in the store before the answer, and is not lost from then on. */
final class Submissions {

    /** Of half a million ids a minute, so many taken in a row are a store's fault. */
    private static final int MOST_ATTEMPTS = 100;

    private static final String FROM_VERSION = "spec.from_version";

    private final RunStore store;
    private final Checkpoints checkpoints;
    private final WorkerBackend backend;
    private final Clock clock;
    private final RandomGenerator random;

    Submissions(RunStore store, Checkpoints checkpoints, WorkerBackend backend, Clock clock, RandomGenerator random) {
        this.store = store;
        this.checkpoints = checkpoints;
        this.backend = backend;
        this.clock = clock;
        this.random = random;
    }

    /** @return the run's id */
    String submit(Submission request) {
        return request.runId().map(id -> submit(request, id)).orElseGet(() -> submitUnderNewId(request));
    }

    private String submit(Submission request, String id) {
        RunSpec spec = request.spec(id, clock.instant());
        Optional<RunSpec> known = store.spec(id);
        if (known.isPresent()) {
            requireSame(known.get(), spec);
        } else {
            check(request);
        }
        // One that has ended needs no worker, whether or not there is anything left of its last one.
        if (known.isEmpty() || store.end(id).isEmpty()) {
            start(request, spec, known.isPresent());
        }
        return id;
    }

    private String submitUnderNewId(Submission request) {
        check(request);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            String id = RunIdGenerator.next(request.name(), clock.instant(), random);
            if (store.spec(id).isEmpty() && startedAsNew(request, id)) {
                return id;
            }
        }
        throw new StoreFailure("could not record the run: each of " + MOST_ATTEMPTS + " new ids is taken");
    }

    private boolean startedAsNew(Submission request, String id) {
        try {
            return start(request, request.spec(id, clock.instant()), false);
        } catch (RunAlreadyExists e) {
            return false;
        }
    }

    private void check(Submission request) {
        List<Violation> violations = new ArrayList<>(backend.objections(request));
        if (request instanceof RunRequest run) {
            InitialVersions.objection(checkpoints, run)
                    .ifPresent(it -> violations.add(new Violation(FROM_VERSION, it)));
        }
        if (!violations.isEmpty()) {
            throw new InvalidInput(violations);
        }
    }

    /** @return whether it was this call that took the run in, rather than the same request at the same moment */
    private boolean start(Submission request, RunSpec spec, boolean known) {
        WorkerBackend.Start start = backend.start(request, spec, known);
        if (store.submit(spec)) {
            start.recorded().run();
            return true;
        }
        // Its worker was faster, or the same request; or another one for this id.
        try {
            requireSame(
                    store.spec(spec.runId())
                            .orElseThrow(() ->
                                    new RunAlreadyExists(spec.runId(), "run '" + spec.runId() + "' is being deleted")),
                    spec);
        } catch (RunAlreadyExists e) {
            start.takeBack().run();
            throw e;
        }
        return start.isNew();
    }

    private static void requireSame(RunSpec known, RunSpec asked) {
        List<String> differences = RequestDifferences.withLabels(known, asked);
        if (!differences.isEmpty()) {
            throw new RunAlreadyExists(known.runId(), differences);
        }
    }
}
