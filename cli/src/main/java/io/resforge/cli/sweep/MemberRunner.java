package io.resforge.cli.sweep;

import io.grpc.Status;
import io.resforge.cli.run.RunSubmission;
import io.resforge.cli.run.RunText;
import io.resforge.cli.sweep.MemberRunner.MemberRuns.MemberRun;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.v1.Epoch;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Has the members of a sweep trained, at most so many at a time. */
final class MemberRunner {

    private final Runs runs;
    private final List<Member> members;
    private final Function<Member, RunSpec> specs;
    private final MemberRuns attempts;
    private final Queue<Integer> waiting;
    private final Map<Integer, RunSubmission> submissions = new ConcurrentHashMap<>();

    /** @param specs what a member's run is asked to do */
    MemberRunner(Runs runs, List<Member> members, Function<Member, RunSpec> specs, MemberRuns attempts) {
        this.runs = runs;
        this.members = members;
        this.specs = specs;
        this.attempts = attempts;
        this.waiting = new ConcurrentLinkedQueue<>(
                IntStream.range(0, members.size()).boxed().toList());
    }

    /**
     * Trains them all. One that fails or is refused does not end the others; a server that is away does.
     *
     * @throws ResForgeException if the server stays away
     * @throws InterruptedException if the thread is interrupted; runs under way go on
     */
    void train(int parallel, SweepProgress board) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var followers = new ExecutorCompletionService<Void>(threads);
            for (int i = 0; i < parallel; i++) {
                followers.submit(() -> follow(board), null);
            }
            try {
                for (int i = 0; i < parallel; i++) {
                    followers.take().get();
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Begins no more of them. Those under way go on. */
    void beginNoMore() {
        waiting.clear();
    }

    /** Those whose answer has not come yet. */
    Collection<RunSubmission> underWay() {
        return List.copyOf(submissions.values());
    }

    private void follow(SweepProgress board) {
        for (Integer place = waiting.poll(); place != null; place = waiting.poll()) {
            try {
                follow(place, board);
            } catch (ResForgeException e) {
                if (!isAboutTheMember(e)) {
                    throw e;
                }
                board.refused(place, e.getMessage());
            }
        }
    }

    private void follow(int place, SweepProgress board) {
        Member member = members.get(place);
        Optional<MemberRun> found = attempts.of(member);
        if (found.isEmpty()) {
            board.refused(place, "it was cancelled or failed " + RunNames.MOST_ATTEMPTS + " times");
            return;
        }
        MemberRun attempt = found.get();
        attempt.run().ifPresent(run -> board.changed(place, run));
        if (board.isOver(place)) {
            return;
        }
        // Also where there is a run already: a submission that was cut off may have left it unknown to the server's
        // list.
        RunSubmission submission = new RunSubmission(runs, specs.apply(member), attempt.id());
        submissions.put(place, submission);
        try {
            board.changed(place, submission.submit());
        } finally {
            submissions.remove(place);
        }
        board.changed(place, runs.watch(attempt.id(), run -> board.changed(place, run)));
    }

    /** Whether the server refused this member, or lost it, and may take others. */
    private static boolean isAboutTheMember(ResForgeException e) {
        return switch (e.status()) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION, ALREADY_EXISTS, NOT_FOUND, OUT_OF_RANGE, DATA_LOSS -> true;
            default -> false; // gRPC's codes are open-ended
        };
    }

    /** What is known of all members. Several threads report to it; its listener is told of one change at a time. */
    static final class SweepProgress {

        private final List<SweepEntry> entries = new ArrayList<>();
        private final Consumer<List<SweepEntry>> listener;

        /** @param listener gets all entries, in the members' order, after each change */
        SweepProgress(List<Member> members, Consumer<List<SweepEntry>> listener) {
            members.forEach(member -> entries.add(SweepEntry.waiting(member)));
            this.listener = listener;
        }

        /** @param place of the member among all, from 0 */
        synchronized void changed(int place, Run run) {
            put(place, entries.get(place).with(run));
        }

        synchronized void refused(int place, String reason) {
            put(place, entries.get(place).refused(reason));
        }

        synchronized boolean isOver(int place) {
            return entries.get(place).isOver();
        }

        /** All entries, in the members' order. */
        synchronized List<SweepEntry> entries() {
            return List.copyOf(entries);
        }

        private void put(int place, SweepEntry entry) {
            entries.set(place, entry);
            listener.accept(List.copyOf(entries));
        }
    }

    /**
     * Finds the run of a member again by its id, so that a sweep that was broken off goes on with what is missing. Nothing else is kept of
     * a sweep.
     *
     * @param retry whether members that failed before are tried again
     */
    record MemberRuns(Runs runs, RunNames names, boolean retry) {

        /**
         * The attempt that counts: the newest that was made, or one to be made if there is none, if that one was cancelled, or if it
         * failed and is to be tried again. Empty if that would be too many.
         *
         * @throws ResForgeException if the server cannot be asked
         */
        Optional<MemberRun> of(Member member) {
            Optional<MemberRun> before = Optional.empty();
            for (int number = 1; number <= RunNames.MOST_ATTEMPTS; number++) {
                String id = names.of(member, number);
                MemberRun attempt = new MemberRun(id, find(id));
                if (attempt.isNew()) {
                    return Optional.of(before.filter(this::counts).orElse(attempt));
                }
                if (!attempt.was(RunState.RUN_STATE_CANCELLED) && !attempt.was(RunState.RUN_STATE_FAILED)) {
                    return Optional.of(attempt);
                }
                before = Optional.of(attempt);
            }
            return before.filter(this::counts);
        }

        private boolean counts(MemberRun newest) {
            return newest.was(RunState.RUN_STATE_FAILED) && !retry;
        }

        private Optional<Run> find(String id) {
            try {
                return Optional.of(runs.get(id));
            } catch (ResForgeException e) {
                if (e.status() == Status.Code.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        /**
         * One of the runs that may become of a member: another one follows after it was cancelled, or failed and is to be tried again.
         */
        record MemberRun(String id, Optional<Run> run) {

            boolean isNew() {
                return run.isEmpty();
            }

            boolean was(RunState state) {
                return run.filter(it -> it.getState() == state).isPresent();
            }
        }
    }

    /**
     * A member of a sweep and how far it is.
     *
     * @param run as the server last told of it; empty before it was submitted
     * @param refusal why the server did not take it; empty if it did
     */
    record SweepEntry(Member member, Optional<Run> run, Optional<String> refusal) {

        static SweepEntry waiting(Member member) {
            return new SweepEntry(member, Optional.empty(), Optional.empty());
        }

        SweepEntry with(Run changed) {
            return new SweepEntry(member, Optional.of(changed), Optional.empty());
        }

        SweepEntry refused(String reason) {
            return new SweepEntry(member, run, Optional.of(reason));
        }

        String name() {
            return member.name();
        }

        /** Where it stands; one that was refused has failed. */
        RunState state() {
            return refusal.isPresent()
                    ? RunState.RUN_STATE_FAILED
                    : run.map(Run::getState).orElse(RunState.RUN_STATE_UNSPECIFIED);
        }

        boolean succeeded() {
            return state() == RunState.RUN_STATE_SUCCEEDED;
        }

        /** Whether it changes no more. */
        boolean isOver() {
            return RunText.isOver(state());
        }

        /** Why it failed or was cancelled. */
        String reason() {
            return refusal.or(() -> run.map(Run::getMessage).filter(message -> !message.isBlank()))
                    .orElse("the server gives no reason");
        }

        /** The best accuracy on held-out images so far, from 0 to 1. */
        OptionalDouble heldOut() {
            return run.stream()
                    .flatMap(it -> it.getEpochsList().stream())
                    .mapToDouble(Epoch::getHeldOutAccuracy)
                    .max();
        }
    }
}
