package io.resforge.cli.sweep;

import io.resforge.cli.run.RunSubmission;
import io.resforge.cli.sweep.MemberRuns.MemberRun;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.training.recipe.sweep.Member;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.v1.RunSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
}
