package io.resforge.inference.engine;


/** Computes images that come one at a time in one way, as soon as that is open, and all others in another. */
final class SingleImageEngine implements Engine {

    private final LazyEngine lone;
    private final Engine others;
    private final IdleDetector solitude;

    /**
     * @param lone quickest for one image
     * @param others best when several calls share the processors
     * @param solitude shared with the engines of other versions
     */
    SingleImageEngine(LazyEngine lone, Engine others, IdleDetector solitude) {
        this.lone = lone;
        this.others = others;
        this.solitude = solitude;
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        boolean alone = solitude.enter(count);
        try {
            return (alone ? lone.get().orElse(others) : others).logits(pixels, count);
        } finally {
            solitude.leave();
        }
    }

    @Override
    public String name() {
        return others.name();
    }

    @Override
    public boolean gainsFromBatches() {
        return others.gainsFromBatches();
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
