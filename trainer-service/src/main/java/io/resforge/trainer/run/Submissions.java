package io.resforge.trainer.run;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RequestDifferences;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.RunRequest.InitialVersions;
import io.resforge.trainer.contract.Submission;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    /** Chooses the ids of runs whose client left that to the control plane. */
    static final class RunIdGenerator {

        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("uuuuMMdd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
        // Without letters and digits that look alike, and without vowels, so that a suffix is read aloud without doubt
        // and
        // spells nothing.
        private static final String ALPHABET = "23456789bcdfghjkmnpqrstvwxz";
        private static final int SUFFIX = 4;

        /** What is left of 63 letters beside the time and the suffix. */
        private static final int LONGEST_NAME = 44;

        private RunIdGenerator() {}

        /** An id such as {@code resnet20-v1-20261121-1134-k3f9}: what, when (UTC), and a suffix against two at once. */
        public static String next(String architecture, Instant now, RandomGenerator random) {
            StringBuilder id = new StringBuilder(label(architecture))
                    .append('-')
                    .append(TIME.format(now))
                    .append('-');
            for (int i = 0; i < SUFFIX; i++) {
                id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            return id.toString();
        }

        /** Architectures with options have other letters too. */
        private static String label(String architecture) {
            String label = architecture.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            return label.length() <= LONGEST_NAME
                    ? label
                    : label.substring(0, LONGEST_NAME).replaceAll("-$", "");
        }
    }
}
