package io.resforge.inference.engine;

import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;

/** A library whose engines answer the golden logits, off by some number, and whose batches take a time on a clock of its own. */
final class FakeBackend implements Backend {

    private final EngineKind kind;
    private final AtomicLong clock;
    private final IntToLongFunction nanos;
    private final List<FakeEngine> engines = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private float error;
    private RuntimeException failure;
    private boolean started;

    /** @param nanos that a batch takes, by its size */
    FakeBackend(EngineKind kind, AtomicLong clock, IntToLongFunction nanos) {
        this.kind = kind;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** From now on each logit is off by this. */
    FakeBackend offBy(float error) {
        this.error = error;
        return this;
    }

    /** From now on loading fails. */
    FakeBackend failing(RuntimeException failure) {
        this.failure = failure;
        return this;
    }

    boolean started() {
        return started;
    }

    int loads() {
        return engines.size();
    }

    /** The sizes of the batches that its engines computed. */
    List<Integer> batches() {
        return batches;
    }

    /** How many of its engines are open. */
    long open() {
        return engines.stream().filter(engine -> engine.closes == 0).count();
    }

    @Override
    public EngineKind kind() {
        return kind;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public long bytes(Manifest manifest) {
        return 100;
    }

    @Override
    public boolean takes(Manifest manifest) {
        return kind != EngineKind.ONNX_INT8 || manifest.int8() != null;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        if (failure != null) {
            throw failure;
        }
        FakeEngine engine = new FakeEngine(
                kind == EngineKind.ONNX_INT8
                        ? checkpoint.manifest().int8().goldenLogits().getFirst()
                        : checkpoint.manifest().golden().getFirst().logits());
        engines.add(engine);
        return engine;
    }

    private final class FakeEngine implements Engine {

        private final List<Float> answer;
        private int closes;

        FakeEngine(List<Float> answer) {
            this.answer = answer;
        }

        @Override
        public float[] logits(byte[] pixels, int count) {
            batches.add(count);
            clock.addAndGet(nanos.applyAsLong(count));
            float[] logits = new float[count * answer.size()];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = answer.get(i % answer.size()) + error;
            }
            return logits;
        }

        @Override
        public String name() {
            return kind.label();
        }

        @Override
        public long bytes() {
            return 100;
        }

        @Override
        public void close() {
            closes++;
        }
    }
}
