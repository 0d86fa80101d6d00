package io.resforge.cli.sweep;

import io.grpc.Status;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.training.recipe.sweep.Member;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Has the members of a sweep trained, at most so many at a time. Nothing is kept but the runs themselves: a member's run is found
 * again by its id, so that a sweep that was broken off goes on with what is missing.
 */
final class Members {

    /** Attempts at one member, each after the one before was cancelled. */
    private static final int MOST_ATTEMPTS = 100;

    private final Runs runs;
    private final List<Member> members;
    private final Function<Member, RunSpec> specs;
    private final RunNames names;
    private final boolean retry;

    /**
     * @param specs what a member is asked to do
     * @param retry whether members that failed before are tried again
     */
    Members(Runs runs, List<Member> members, Function<Member, RunSpec> specs, RunNames names, boolean retry) {
        this.runs = runs;
        this.members = members;
        this.specs = specs;
        this.names = names;
        this.retry = retry;
    }

    /**
     * Trains them all; a member that fails does not end the others.
     *
     * @throws ResForgeException if the server stays away
     * @throws InterruptedException if the thread is interrupted; runs under way go on
     */
    void train(int parallel, Board board) throws InterruptedException {
        Queue<Integer> places = new ConcurrentLinkedQueue<>(
                IntStream.range(0, members.size()).boxed().toList());
        List<Future<?>> followers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, parallel).forEach(_ -> followers.add(threads.submit(() -> follow(places, board))));
            await(followers, threads);
        }
    }

    /** Says, or does, what becomes of the runs under way when the user leaves. */
    void leave(List<Entry> entries, boolean serviceEnds, Terminal terminal) {
        terminal.line();
        List<Run> underWay = entries.stream()
                .flatMap(entry -> entry.run().stream())
                .filter(run -> !Standing.isOver(run.getState()))
                .toList();
        if (!serviceEnds) {
            terminal.line(underWay.size() + " runs go on; the same command follows them again");
            return;
        }
        terminal.line("Cancelling " + underWay.size() + " runs; the same command goes on with what is missing");
        underWay.forEach(run -> runs.cancel(run.getRunId(), "Ctrl-C"));
    }

    private static void await(List<Future<?>> followers, ExecutorService threads) throws InterruptedException {
        try {
            for (Future<?> follower : followers) {
                follower.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void follow(Queue<Integer> places, Board board) {
        for (Integer place = places.poll(); place != null; place = places.poll()) {
            int at = place;
            RunSpec spec = specs.apply(members.get(at));
            try {
                String id = idOf(members.get(at));
                board.changed(at, runs.submit(spec, id));
                board.changed(at, runs.watch(id, run -> board.changed(at, run)));
            } catch (ResForgeException e) {
                if (!isAboutTheMember(e)) {
                    throw e;
                }
                board.refused(at, e.getMessage());
            }
        }
    }

    /** The run that is to be watched: the one that is there, or a new one where there is none or it is to be repeated. */
    private String idOf(Member member) {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            String id = names.of(member, attempt);
            if (find(id).map(Run::getState).filter(this::isToBeRepeated).isEmpty()) {
                return id;
            }
        }
        throw new IllegalStateException(
                "member " + member.name() + " was cancelled or failed " + MOST_ATTEMPTS + " times");
    }

    private boolean isToBeRepeated(RunState state) {
        return state == RunState.RUN_STATE_CANCELLED || retry && state == RunState.RUN_STATE_FAILED;
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

    /** Whether the server refused this member, and may take others. */
    private static boolean isAboutTheMember(ResForgeException e) {
        return switch (e.status()) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION, ALREADY_EXISTS -> true;
            default -> false;
        };
    }
}
