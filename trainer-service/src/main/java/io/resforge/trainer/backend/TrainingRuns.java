package io.resforge.trainer.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import java.util.List;
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
}
