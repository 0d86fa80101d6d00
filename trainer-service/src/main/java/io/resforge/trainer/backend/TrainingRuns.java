package io.resforge.trainer.backend;

import static io.resforge.trainer.contract.RunState.CANCELLED;
import static io.resforge.trainer.contract.RunState.FAILED;
import static io.resforge.trainer.contract.RunState.QUEUED;
import static io.resforge.trainer.contract.RunState.RUNNING;
import static io.resforge.trainer.contract.RunState.STARTING;
import static io.resforge.trainer.contract.RunState.SUCCEEDED;
import static io.resforge.trainer.contract.RunState.SUSPENDED;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.contract.RunState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Reads runs from the store. Those that have ended are remembered, since they never change again. */
public final class TrainingRuns {

    private static final Logger LOG = Logger.getLogger(TrainingRuns.class);
    private static final int REMEMBERED = 10_000;

    /** Of more ended runs, each of the others is read at every look: so a look grows slowly worse, and not at once. Some 40 MB. */
    private static final int REMEMBERED_IN_BRIEF = 100_000;

    private final RunStore store;
    private final Cache<String, TrainingRun> ended;
    private final Map<SubmissionEntry, TrainingRun> endedInBrief = new ConcurrentHashMap<>();
    private final Cache<String, String> damaged =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    public TrainingRuns(RunStore store) {
        this(store, REMEMBERED);
    }

    /** @param remembered how many ended runs are remembered as they are */
    TrainingRuns(RunStore store, int remembered) {
        this.store = store;
        this.ended = Caffeine.newBuilder().maximumSize(remembered).build();
    }

    /** A run; empty if there is none with this id. */
    public Optional<TrainingRun> find(String runId) {
        return store.spec(runId).map(spec -> {
            TrainingRun known = ended.getIfPresent(runId);
            return known != null && known.spec().equals(spec) ? known : read(spec);
        });
    }

    /**
     * A run that must be there.
     *
     * @throws UnknownRun if it is not
     */
    public TrainingRun require(String runId) {
        return find(runId).orElseThrow(() -> new UnknownRun(runId));
    }

    /** All runs, the newest first; of one that has ended, only what tells how, when and of which model. */
    public List<TrainingRun> all() {
        List<SubmissionEntry> submissions = store.submissions();
        endedInBrief.keySet().retainAll(Set.copyOf(submissions));
        return submissions.stream().map(this::inBrief).flatMap(Optional::stream).toList();
    }

    private Optional<TrainingRun> inBrief(SubmissionEntry submission) {
        TrainingRun known = endedInBrief.get(submission);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<TrainingRun> run = readable(submission);
        run.filter(it -> it.end().isPresent()
                        && it.spec().submittedAt().equals(submission.at())
                        && endedInBrief.size() < REMEMBERED_IN_BRIEF)
                .ifPresent(it -> endedInBrief.put(submission, it.inBrief()));
        return run;
    }

    /** The run of a submission; empty if it cannot be read, since a damaged one must not hide the others. */
    public Optional<TrainingRun> readable(SubmissionEntry submission) {
        String runId = submission.runId();
        TrainingRun known = ended.getIfPresent(runId);
        // One that was deleted and submitted anew is another run.
        if (known != null && known.spec().submittedAt().equals(submission.at())) {
            return Optional.of(known);
        }
        try {
            return find(runId);
        } catch (DamagedObject e) {
            if (damaged.asMap().putIfAbsent(runId, e.getMessage()) == null) {
                LOG.warnf("Run %s is passed over: %s", runId, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private TrainingRun read(RunSpec spec) {
        String id = spec.runId();
        // The end is asked for first: a run that is found alive may have ended since, but none is found ended without
        // its last status.
        Optional<RunEnd> end = store.end(id);
        TrainingRun run = new TrainingRun(spec, store.launch(id), store.status(id), end, store.hold(id));
        if (end.isPresent()) {
            ended.put(id, run);
        }
        return run;
    }

    /**
     * A run as its objects in the store tell it; nothing else is known of a run, so that each control plane says the same.
     *
     * @param spec what was asked for
     * @param launch its newest attempt; empty before the first
     * @param status how far the worker is, once it said so
     * @param end how it ended, once it has
     * @param hold whether it is suspended; empty if it never was
     */
    public record TrainingRun(
            RunSpec spec,
            Optional<RunAttempt> launch,
            Optional<RunStatus> status,
            Optional<RunEnd> end,
            Optional<RunSuspension> hold) {

        /** A run that was just recorded. */
        public static TrainingRun submitted(RunSpec spec) {
            return new TrainingRun(spec, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        public String id() {
            return spec.runId();
        }

        /** Whether it is suspended. */
        public boolean isSuspended() {
            return hold.map(RunSuspension::held).orElse(false);
        }

        /** How far training is; empty before it begins. */
        public Optional<Progress> progress() {
            return status.map(RunStatus::progress);
        }

        /** Where the run stands. */
        public RunState state() {
            if (end.isPresent()) {
                return RunState.of(end.get().outcome());
            }
            if (isSuspended()) {
                return SUSPENDED;
            }
            if (progress().isPresent()) {
                return RUNNING;
            }
            return launch.isPresent() || status.isPresent() ? STARTING : QUEUED;
        }

        /** Why it stands there, in words. */
        public String message() {
            return switch (state()) {
                case QUEUED -> "waits for its turn";
                case STARTING -> "the worker loads its data" + attempt();
                case RUNNING -> progress().map(TrainingRun::words).orElseThrow() + attempt() + trouble();
                case SUSPENDED ->
                    "suspended" + progress().map(it -> " in " + words(it)).orElse("")
                            + hold.map(RunSuspension::reason)
                                    .map(reason -> ": " + reason)
                                    .orElse("");
                case SUCCEEDED, FAILED, CANCELLED -> end.orElseThrow().message();
                case PULLING_IMAGE, PREEMPTED -> throw new IllegalStateException("a process has no such state");
            };
        }

        /** What tells of a run that has ended how, when and of which model, and little more. */
        TrainingRun inBrief() {
            RunEnd all = end.orElseThrow();
            String message = all.outcome() == RunEnd.Outcome.FAILED ? "failed" : "";
            return new TrainingRun(
                    new RunSpec(id(), spec.model(), spec.dataset(), null, Map.of(), spec.submittedAt(), Map.of()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new RunEnd(all.outcome(), message, all.result(), all.endedAt())),
                    Optional.empty());
        }

        /** The run as clients see it. */
        public RunView view() {
            return new RunView(
                    spec,
                    state(),
                    message(),
                    status.map(RunStatus::startedAt),
                    end.map(RunEnd::endedAt),
                    progress(),
                    end.map(RunEnd::result),
                    Optional.empty());
        }

        /** How far training is, in words. */
        public static String words(Progress progress) {
            return "epoch " + progress.epoch() + " of " + progress.epochs();
        }

        private String trouble() {
            return status.map(RunStatus::trouble).map(it -> "; " + it).orElse("");
        }

        private String attempt() {
            return launch.filter(it -> it.attempt() > 1)
                    .map(it -> String.format(Locale.ROOT, "; %s after: %s", it.words(), it.after()))
                    .orElse("");
        }
    }
}
