package io.resforge.inference.app;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Goes down step by step within one deadline for all of them. Each step is told the time that is left, and one that takes longer is left
 * behind: the steps after it are still begun, so that the process ends before it is killed, whatever hangs.
 */
final class ShutdownSteps {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final Duration all;
    private final LongSupplier nanoTime;
    private final long end;

    /** A step; it may take as long as it is told. */
    interface Step {
        void take(Duration atMost) throws InterruptedException;
    }

    /**
     * Begins now.
     *
     * @param all how long the steps may take together
     * @param nanoTime as {@link System#nanoTime}
     */
    ShutdownSteps(Duration all, LongSupplier nanoTime) {
        this.all = all;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + all.toNanos();
    }

    /**
     * Takes a step, and waits for its end while there is time.
     *
     * @param name what ends with it, for the log
     */
    void take(String name, Step step) {
        Duration left = Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
        FutureTask<Void> task = new FutureTask<>(() -> {
            step.take(left);
            return null;
        });
        try {
            Thread.ofPlatform().name("resforge-shutdown").daemon().start(task);
            task.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, name + " had not ended when the " + all.toSeconds() + " s for going down were over");
        } catch (ExecutionException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, name + " did not end well", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
