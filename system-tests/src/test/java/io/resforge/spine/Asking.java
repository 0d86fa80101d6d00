package io.resforge.spine;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that repeat a call with hardly a pause, and take down which failed. */
final class Asking implements AutoCloseable {

    private static final long PAUSE_MILLIS = 5;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();

    /** Begins to make a call on so many threads. */
    void begin(int callers, Runnable call) {
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.ofPlatform()
                    .name("asking-" + threads.size())
                    .daemon()
                    .start(() -> repeat(call)));
        }
    }

    private void repeat(Runnable call) {
        try {
            while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    call.run();
                    answers.incrementAndGet();
                } catch (RuntimeException failure) {
                    failures.add(failure);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The calls that failed. */
    List<RuntimeException> failures() {
        return List.copyOf(failures);
    }

    /** How many calls were answered. */
    long answers() {
        return answers.get();
    }

    /** Waits for the calls that are under way, and ends. */
    @Override
    public void close() {
        stop.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
