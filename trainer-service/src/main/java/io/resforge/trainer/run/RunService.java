package io.resforge.trainer.run;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.registry.store.Parallel;
import io.resforge.trainer.backend.RunRefused.RunAlreadyEnded;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunRefused.RunStillLives;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.contract.Submission;
import io.resforge.trainer.run.RunPage.Cursor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is done with runs, over the store and one {@link WorkerBackend}. It keeps nothing that these two do not tell, so that several
 * give the same answers. Each method may throw a {@link io.resforge.registry.store.StoreFailure} while the store is away, and each that
 * takes an id throws {@link UnknownRun} for one that no run has, unless it says otherwise.
 */
public final class RunService {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final RunStore store;
    private final WorkerBackend backend;
    private final Submissions submissions;
    private final RunList list;
    private final RunEpochs epochs;
    private final Clock clock;
    private volatile Looked looked;

    /** @param random for the ids of runs whose clients choose none */
    public RunService(
            RunStore store, Checkpoints checkpoints, WorkerBackend backend, Clock clock, RandomGenerator random) {
        this.store = store;
        this.backend = backend;
        this.submissions = new Submissions(store, checkpoints, backend, clock, random);
        this.list = new RunList(store, backend);
        this.epochs = new RunEpochs(store);
        this.clock = clock;
    }

    /**
     * Takes a run in, or all members of a sweep as one run. The same request with the same id is answered with the run that is there.
     *
     * @throws InvalidInput if it cannot be trained here
     * @throws RunAlreadyExists if there is another run with this id
     * @throws UnsupportedOperation if the backend trains nothing of this kind
     */
    public RunView submit(Submission request) {
        return run(submissions.submit(request));
    }

    /** Describes a run. */
    public RunView run(String runId) {
        RunView run = backend.observe(runId).orElseThrow(() -> new UnknownRun(runId));
        // What its worker cannot write it cannot report either.
        return run.state().ended() ? run : trouble().map(run::saying).orElse(run);
    }

    private Optional<String> trouble() {
        Looked last = looked;
        if (last == null || System.nanoTime() - last.nanos() > LOOK_EVERY.toNanos()) {
            last = new Looked(store.trouble().or(backend::obstacle), System.nanoTime());
            looked = last;
        }
        return last.trouble();
    }

    private record Looked(Optional<String> trouble, long nanos) {}

    /** The finished epochs of a run after number {@code known}, in order; none for a run that is not there. */
    public List<EpochRecord> epochsAfter(String runId, int known) {
        return store.epochsAfter(runId, known);
    }

    /** All finished epochs of a run, in order. Those that were read once are remembered. */
    public List<EpochRecord> epochs(RunView run) {
        return epochs.all(run);
    }

    /** A few of the finished epochs of a run, from its first to its last. */
    public List<EpochRecord> someEpochs(RunView run) {
        return epochs.some(run);
    }

    /** The newest attempts at a run, the newest first; at most so many. */
    public List<RunAttempt> attempts(String runId, int most) {
        return store.launches(runId).reversed().stream().limit(most).toList();
    }

    /**
     * Some of the runs, the newest first.
     *
     * @param after where the list begins; empty for its beginning
     * @param size at most so many, at least 1
     */
    public RunPage list(RunFilter filter, Optional<Cursor> after, int size) {
        return list.page(filter, after, size);
    }

    /**
     * Takes a run's worker away until {@link #resume}; one that is suspended stays so.
     *
     * @throws RunAlreadyEnded if it has ended
     * @throws UnsupportedOperation if that cannot be done to this run alone
     */
    public RunView suspend(String runId) {
        requireLive(runId);
        backend.suspend(runId);
        return run(runId);
    }

    /**
     * Lets a run go on; one that is not suspended goes on anyway.
     *
     * @throws RunAlreadyEnded if it has ended
     * @throws UnsupportedOperation if that cannot be done to this run alone
     */
    public RunView resume(String runId) {
        requireLive(runId);
        backend.resume(runId);
        return run(runId);
    }

    private void requireLive(String runId) {
        RunState state = run(runId).state();
        if (state.ended()) {
            throw new RunAlreadyEnded(runId, state);
        }
    }

    /**
     * Ends a run early; one that was cancelled stays so. The end is recorded first and the worker stopped then: the first end that is
     * recorded counts, so a run is either cancelled or finished, and a worker that is about to publish sees it.
     *
     * @param reason in words; may be empty
     * @throws RunAlreadyEnded if it has ended otherwise
     */
    public RunView cancel(String runId, String reason) {
        RunView run = run(runId);
        if (run.state().ended() && run.state() != RunState.CANCELLED) {
            throw new RunAlreadyEnded(runId, run.state());
        }
        String words = reason.isBlank() ? "cancelled" : "cancelled: " + reason.strip();
        RunEnd end = new RunEnd(RunEnd.Outcome.CANCELLED, words, null, clock.instant());
        backend.ending(run, end);
        if (!store.end(runId, end) && !isCancelled(runId)) {
            throw new RunAlreadyEnded(runId, run(runId).state());
        }
        backend.stop(runId);
        return run(runId);
    }

    private boolean isCancelled(String runId) {
        return store.end(runId)
                .filter(end -> end.outcome() == RunEnd.Outcome.CANCELLED)
                .isPresent();
    }

    /**
     * Removes a run that has ended, with all that is kept of it but what it published. The call may be repeated.
     *
     * @param force cancels a run first that has not ended
     * @return false if there is no such run
     * @throws RunStillLives if it has not ended
     */
    public boolean delete(String runId, boolean force) {
        try {
            RunView run = run(runId);
            if (!run.state().ended()) {
                if (!force) {
                    throw new RunStillLives(runId, run.state());
                }
                cancelUnlessEnded(runId);
            }
            backend.remove(runId);
            int members = run.members().map(SweepMembers::count).orElse(0);
            Parallel.map(MemberId.all(runId, members), store::delete);
            store.delete(runId);
            return true;
        } catch (UnknownRun e) {
            return false;
        }
    }

    private void cancelUnlessEnded(String runId) {
        try {
            cancel(runId, "deleted");
        } catch (RunAlreadyEnded atThisMoment) { // which is as good
        }
    }

    /**
     * Opens what a run's workers printed, for one reader who closes it.
     *
     * @param tail only so many of the last lines; empty for all
     * @param follow whether to go on until the run ends
     * @throws UnsupportedOperation if the run itself has no worker, as a sweep
     */
    public RunLog log(String runId, OptionalInt tail, boolean follow) {
        run(runId); // there must be one
        return backend.log(runId, tail, follow, () -> run(runId).state().ended());
    }

    /**
     * Carries a request with an id out once. A client that heard no answer sends it again; if another client changed the run meanwhile,
     * that must not be undone. It is noted after it was carried out: one that was cut off between is repeated, which changes nothing
     * unless another change came between.
     *
     * @param requestId empty for a request that is carried out each time
     * @return the run as it is then
     */
    public RunView once(String runId, Optional<String> requestId, Supplier<RunView> change) {
        if (requestId.isEmpty()) {
            return change.get();
        }
        if (store.isDone(runId, requestId.get())) {
            return run(runId);
        }
        RunView changed = change.get();
        store.done(runId, requestId.get());
        return changed;
    }

    /** Lists the runs that the backend knows and those that only the store knows, page by page. */
    private static final class RunList {

        /** As many are read at a time, from a store that is quicker when it is asked for much at once. */
        private static final int CHUNK = 64;

        private final RunStore store;
        private final WorkerBackend backend;

        RunList(RunStore store, WorkerBackend backend) {
            this.store = store;
            this.backend = backend;
        }

        RunPage page(RunFilter filter, Optional<Cursor> after, int size) {
            List<Entry> entries = entries()
                    .filter(it -> after.isEmpty() || it.cursor.compareTo(after.get()) > 0)
                    .sorted(Comparator.comparing(Entry::cursor))
                    .toList();
            List<RunView> taken = new ArrayList<>();
            List<Cursor> cursors = new ArrayList<>();
            for (int begin = 0; begin < entries.size() && taken.size() <= size; begin += CHUNK) {
                List<Entry> chunk = entries.subList(begin, Math.min(entries.size(), begin + CHUNK));
                List<Optional<RunView>> views =
                        Parallel.map(chunk, entry -> entry.view.get().filter(filter::takes));
                for (int i = 0; i < chunk.size(); i++) {
                    Cursor cursor = chunk.get(i).cursor;
                    views.get(i).ifPresent(view -> {
                        taken.add(view);
                        cursors.add(cursor);
                    });
                }
            }
            return taken.size() <= size
                    ? new RunPage(taken, Optional.empty())
                    : new RunPage(taken.subList(0, size), Optional.of(cursors.get(size - 1)));
        }

        private Stream<Entry> entries() {
            List<SubmissionEntry> listed = store.submissions();
            List<WorkerBackend.Seen> seen =
                    backend.seen(listed.stream().map(SubmissionEntry::runId).collect(Collectors.toSet()));
            Set<String> ids = seen.stream().map(WorkerBackend.Seen::runId).collect(Collectors.toSet());
            return Stream.concat(
                    seen.stream().map(it -> new Entry(new Cursor(it.submittedAt(), it.runId()), it.view())),
                    listed.stream()
                            .filter(it -> !ids.contains(it.runId()))
                            .map(it -> new Entry(new Cursor(it.at(), it.runId()), () -> backend.observe(it))));
        }

        private record Entry(Cursor cursor, Supplier<Optional<RunView>> view) {}
    }
}
