package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;
import java.util.Optional;

/**
 * An engine that serves all batch sizes at once by what loads quickly, and better by more engines once those have been loaded beside it.
 */
final class JoiningEngine implements Engine {

    private final long bytes;
    private volatile Engine current;
    private boolean closed;

    /** What was loaded later. It owns the quick engine too. */
    interface Later {

        /** Loads it; empty if nothing of it is fit to serve. */
        Optional<Engine> beside(Engine quick);
    }

    /**
     * Serves by one engine for now.
     *
     * @param quick to begin with
     * @param bytes that it will hold in the end
     */
    JoiningEngine(Engine quick, long bytes) {
        this.current = quick;
        this.bytes = bytes;
    }

    /** Loads what is to join, and lets it; to be called once, on any thread. */
    void join(Later later) {
        later.beside(current).ifPresent(this::replace);
    }

    /** Calls that are under way finish on the quick engine, which stays open as a part of the other. */
    private synchronized void replace(Engine joined) {
        current = joined;
        if (closed) {
            joined.close();
        }
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        return current.logits(pixels, count);
    }

    @Override
    public String name() {
        return current.name();
    }

    @Override
    public String name(int count) {
        return current.name(count);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            current.close();
        }
    }
}
