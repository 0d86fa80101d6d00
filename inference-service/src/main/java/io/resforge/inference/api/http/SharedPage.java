package io.resforge.inference.api.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A page that takes time to make. One is made at a time, and not the next before a pause is over, however many ask: all who ask meanwhile
 * get the same one. It is begun after each of them has asked, so that nothing old is told.
 *
 * @param <T> the page
 */
final class SharedPage<T> {

    private final Supplier<T> maker;
    private final Duration pause;
    private final BiConsumer<Duration, Runnable> later;
    private final LongSupplier clock;
    private CompletableFuture<T> next;
    private boolean busy;
    private boolean any;
    private long begun;

    /**
     * @param maker makes a page
     * @param pause from the beginning of one page to that of the next
     * @param later does something after a time, on a thread that may be kept
     * @param clock counts nanoseconds
     */
    SharedPage(Supplier<T> maker, Duration pause, BiConsumer<Duration, Runnable> later, LongSupplier clock) {
        this.maker = maker;
        this.pause = pause;
        this.later = later;
        this.clock = clock;
    }

    /** The next page. */
    synchronized CompletableFuture<T> ask() {
        if (next == null) {
            next = new CompletableFuture<>();
        }
        CompletableFuture<T> asked = next;
        if (!busy) {
            busy = true;
            schedule();
        }
        return asked;
    }

    private void schedule() {
        long left = any ? Math.max(0, pause.toNanos() - (clock.getAsLong() - begun)) : 0;
        try {
            later.accept(Duration.ofNanos(left), this::make);
        } catch (
                RuntimeException
                        e) { // the threads have ended: nothing is under way, so that the next who asks tries again
            busy = false;
            fail(e);
        }
    }

    private void fail(RuntimeException e) {
        CompletableFuture<T> asked = next;
        next = null;
        asked.completeExceptionally(e);
    }

    private void make() {
        CompletableFuture<T> asked = begin();
        try {
            asked.complete(maker.get());
        } catch (Throwable e) { // an Error, too, is told to all who wait for this page
            asked.completeExceptionally(e);
        }
        end();
    }

    private synchronized CompletableFuture<T> begin() {
        CompletableFuture<T> asked = next;
        next = null;
        any = true;
        begun = clock.getAsLong();
        return asked;
    }

    private synchronized void end() {
        busy = next != null;
        if (busy) {
            schedule();
        }
    }
}
