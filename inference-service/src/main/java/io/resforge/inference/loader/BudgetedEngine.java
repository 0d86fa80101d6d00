package io.resforge.inference.loader;

import io.resforge.inference.model.Engine;

/** An engine whose memory is counted until it is closed. */
record BudgetedEngine(Engine engine, long bytes, MemoryBudget budget) implements Engine {

    @Override
    public float[] logits(byte[] pixels, int count) {
        return engine.logits(pixels, count);
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public String name(int count) {
        return engine.name(count);
    }

    @Override
    public boolean gainsFromBatches() {
        return engine.gainsFromBatches();
    }

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            budget.giveBack(bytes);
        }
    }
}
