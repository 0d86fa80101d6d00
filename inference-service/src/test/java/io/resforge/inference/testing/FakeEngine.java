package io.resforge.inference.testing;

import io.resforge.inference.engine.Engine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers for each image two logits: the image's first byte and the engine's mark. It can be held up and let fail, and notices
 * when it is used after its end.
 */
public final class FakeEngine implements Engine {

    private final float mark;
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore permits = new Semaphore(0);
    private final AtomicBoolean held = new AtomicBoolean();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicBoolean misused = new AtomicBoolean();
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private volatile boolean gainsFromBatches = true;
    private volatile boolean interrupting;
    private volatile Throwable failure;
    private volatile Error closingFailure;

    public FakeEngine(float mark) {
        this.mark = mark;
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        batches.add(count);
        begun.release();
        if (held.get()) {
            permits.acquireUninterruptibly();
        }
        misused.compareAndSet(false, closes.get() > 0);
        if (interrupting) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
        float[] logits = new float[2 * count];
        for (int i = 0; i < count; i++) {
            logits[2 * i] = pixels[i * pixels.length / count];
            logits[2 * i + 1] = mark;
        }
        return logits;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public boolean gainsFromBatches() {
        return gainsFromBatches;
    }

    /** From now on large batches gain nothing. */
    public void gainNothingFromBatches() {
        gainsFromBatches = false;
    }

    @Override
    public long bytes() {
        return 1000;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        if (closingFailure != null) {
            throw closingFailure;
        }
    }

    /** From now on each batch waits for a {@link #release}. */
    public void hold() {
        held.set(true);
    }

    /** Lets this many batches go on. */
    public void release(int batches) {
        permits.release(batches);
    }

    /** From now on every batch fails; null ends that. */
    public void fail(Throwable failure) {
        this.failure = failure;
    }

    /** From now on it leaves the thread that computes interrupted. */
    public void interruptWorkers() {
        interrupting = true;
    }

    /** Lets {@link #close} fail. */
    public void failToClose(Error failure) {
        this.closingFailure = failure;
    }

    /** Waits until a further batch has begun. */
    public void awaitBatch() throws InterruptedException {
        if (!begun.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no batch began within 10 s");
        }
    }

    /** The sizes of the batches so far. */
    public List<Integer> batches() {
        return List.copyOf(batches);
    }

    public int closes() {
        return closes.get();
    }

    /** Whether it was asked to compute after it was closed. */
    public boolean misused() {
        return misused.get();
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
