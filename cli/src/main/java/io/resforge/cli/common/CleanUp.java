package io.resforge.cli.common;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/**
 * What must be done when a command ends, however it ends: by itself, by Ctrl-C or by a signal. The last thing added is done
 * first; nothing is done twice.
 */
public final class CleanUp implements AutoCloseable {

    /** What the shell gives a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Thread hook = new Thread(this::interrupt, "clean-up");
    private volatile boolean interrupted;

    /** Watches for the end of this process from now on. */
    public CleanUp() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Does this at the end. */
    public synchronized <T extends AutoCloseable> T add(T resource) {
        steps.push(() -> close(resource));
        return resource;
    }

    /** Does this at the end if it comes by Ctrl-C or a signal. */
    public synchronized void onInterrupt(Runnable step) {
        steps.push(() -> {
            if (interrupted) {
                step.run();
            }
        });
    }

    /** Runs a command. What fails because the rug is pulled from under it is no news after Ctrl-C. */
    public int run(Callable<Integer> command) throws Exception {
        try {
            return command.call();
        } catch (Exception failure) {
            if (interrupted) {
                return INTERRUPTED;
            }
            throw failure;
        }
    }

    @Override
    public void close() {
        doAll();
        if (!interrupted) {
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process ends at this very moment: the hook runs and finds nothing left to do.
        }
    }

    /** Ctrl-C or a signal. */
    void interrupt() {
        interrupted = true;
        doAll();
    }

    private synchronized void doAll() {
        RuntimeException first = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException failure) {
                first = first == null ? failure : first; // the other steps matter no less
            }
        }
        if (first != null && !interrupted) {
            throw first;
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw CommandFailed.because("cannot clean up: " + failure.getMessage(), failure);
        }
    }
}
