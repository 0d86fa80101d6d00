package io.resforge.simulation;

import java.lang.reflect.Constructor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * One virtual clock, and the threads that wait for it. They are virtual threads that the caller of {@link #next} runs itself, each until it
 * pauses: all that happens, happens on one thread, in an order that follows from the pauses alone.
 */
final class VirtualTime extends Clock {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final Constructor<?> THREADS_OF_AN_EXECUTOR = threadsOfAnExecutor();

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private long now;
    private long order;

    private record Due(long at, long order, Runnable action) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /** The JDK has no public way to choose what runs a virtual thread, though it can: threads that one of these starts are run by the same executor. */
    private static Constructor<?> threadsOfAnExecutor() {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no virtual threads with an executor of their own", e);
        }
    }

    /** Starts a thread; it runs when the event under way is over. */
    void start(Runnable body) {
        try {
            ((Thread.Builder.OfVirtual) THREADS_OF_AN_EXECUTOR.newInstance((Executor) ready::add)).start(body);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something later. */
    void after(Duration delay, Runnable action) {
        due.add(new Due(now + delay.toNanos(), order++, action));
    }

    /** Lets the calling thread wait, while others go on. */
    void pause(Duration delay) {
        Thread self = Thread.currentThread();
        boolean[] over = new boolean[1];
        after(delay, () -> {
            over[0] = true;
            LockSupport.unpark(self);
        });
        while (!over[0]) {
            LockSupport.park(this);
            Thread.interrupted(); // such as when another of its group has failed: a request under way ends by itself
        }
    }

    /** Goes on to what is due next, and does it; false if there is nothing. */
    boolean next() {
        runReady();
        Due first = due.poll();
        if (first == null) {
            return false;
        }
        now = first.at();
        first.action().run();
        runReady();
        return true;
    }

    private void runReady() {
        for (Runnable thread = ready.poll(); thread != null; thread = ready.poll()) {
            thread.run();
        }
    }

    /** Lets nothing wait longer than this from now on, of all that waits. */
    void hurry(Duration most) {
        List<Due> waiting = new ArrayList<>(due);
        due.clear();
        waiting.forEach(it -> due.add(new Due(Math.min(it.at(), now + most.toNanos()), it.order(), it.action())));
    }

    /** Nanoseconds since the beginning. */
    long nanos() {
        return now;
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("time is told in UTC here");
    }
}
