package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Computes an image that comes alone while nothing else is computed in one way, and all others in another. */
final class LoneImageEngine implements Engine {

    private final Engine lone;
    private final Engine others;
    private final AtomicInteger underWay;

    /**
     * @param lone quickest for one image
     * @param others best when several calls share the processors
     * @param underWay counts the calls that are computed now, of this engine and of those that share the counter
     */
    LoneImageEngine(Engine lone, Engine others, AtomicInteger underWay) {
        this.lone = lone;
        this.others = others;
        this.underWay = underWay;
    }

    /** The ways to compute a batch of this size: each of them must be right. */
    static List<Engine> ways(Engine engine, int count) {
        return count == 1 && engine instanceof LoneImageEngine two ? List.of(two.lone, two.others) : List.of(engine);
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        boolean alone = underWay.incrementAndGet() == 1;
        try {
            return (alone && count == 1 ? lone : others).logits(pixels, count);
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Override
    public String name() {
        return others.name();
    }

    @Override
    public long bytes() {
        return lone.bytes() + others.bytes();
    }

    @Override
    public void close() {
        try (others) {
            lone.close();
        }
    }
}
