package io.resforge.inference.watcher;

import io.resforge.inference.engine.Engines;
import io.resforge.support.IdlePriority;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The background thread that watches and loads one model, behind the workers that serve, once there is something to serve. */
public final class WatchThread {

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** Between two looks that are asked for. */
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(1);

    private final String model;
    private final Watcher watcher;
    private final Engines engines;
    private final ReloadListener listener;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile long notBefore = System.nanoTime();

    public WatchThread(String model, Watcher watcher, Engines engines, ReloadListener listener) {
        this.model = model;
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("resforge-watcher-" + model).daemon().factory());
        this.watcher = watcher;
        this.engines = engines;
        this.listener = listener;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins to watch. */
    public void start() {
        thread.execute(() -> {
            startEngines();
            look();
        });
    }

    /** The engine loads while there may be no model yet, so that the first goes live sooner; without it each is refused. */
    private void startEngines() {
        try {
            engines.start();
        } catch (Throwable e) {
            listener.on(model, new ReloadEvent.WatchFailed(e));
        }
    }

    private void look() {
        Duration next = AFTER_FAILURE;
        try {
            next = watcher.look();
            if (watcher.hasLive()) {
                IdlePriority.enter(); // the first version is waited for, later ones are not to be noticed
            }
        } catch (Throwable e) { // the watcher survives all, and this is to survive what is left
            listener.on(model, new ReloadEvent.WatchFailed(e));
        } finally {
            again(next);
        }
    }

    private void again(Duration next) {
        try {
            thread.schedule(this::look, next.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The server goes down: there is nothing to look for.
        }
    }

    /**
     * Looks as soon as no other look is under way, besides those that are due by themselves. However often it is called, one look is
     * pending, and there is at most one a second.
     */
    public void lookNow() {
        if (asked.getAndSet(true)) {
            return;
        }
        try {
            thread.schedule(this::lookAsAsked, Math.max(0, notBefore - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The server goes down: there is nothing to look for.
        }
    }

    private void lookAsAsked() {
        notBefore = System.nanoTime() + LEAST_BETWEEN.toNanos();
        asked.set(false); // what is promoted from now on needs another look
        watcher.look();
    }

    /** As {@link #lookNow}, and tries versions again that were refused. */
    public void retryRefused() {
        watcher.retryRefused();
        lookNow();
    }

    /** Begins no further look. */
    public void stop() {
        thread.shutdown();
    }

    /** Waits until the look has ended that is under way after {@link #stop}, so that it does not end halfway; after that time it is interrupted. */
    public void awaitEnd(Duration atMost) throws InterruptedException {
        if (!thread.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            thread.shutdownNow();
        }
    }
}
