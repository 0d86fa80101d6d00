package io.resforge.inference.engine;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What computes one version: an engine for each batch size, and another for images that come alone, once it is open.
 */
final class VersionEngine implements Engine {

    private final Engine[] bySize;
    private final BatchSizes sizes;
    private final Optional<Lone> lone;

    /** Computes images that come one at a time; {@code idle} is shared with the engines of other versions. */
    record Lone(LazyEngine engine, IdleDetector idle) {}

    private VersionEngine(List<Engine> bySize, BatchSizes sizes, Optional<Lone> lone) {
        this.bySize = bySize.toArray(Engine[]::new);
        this.sizes = sizes;
        this.lone = lone;
    }

    /** Chooses among an engine for each class of sizes; returns the only one itself if there is no choice. */
    static Engine of(List<Engine> bySize, BatchSizes sizes, Optional<Lone> lone) {
        boolean only = lone.isEmpty() && Set.copyOf(bySize).size() == 1;
        return only ? bySize.getFirst() : new VersionEngine(bySize, sizes, lone);
    }

    static Engine of(Engine engine, BatchSizes sizes, Optional<Lone> lone) {
        return of(Collections.nCopies(sizes.all().size(), engine), sizes, lone);
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        Engine engine = bySize[sizes.index(Math.max(1, count))];
        if (lone.isEmpty()) {
            return engine.logits(pixels, count);
        }
        boolean alone = lone.get().idle().enter(count);
        try {
            return (alone ? lone.get().engine().get().orElse(engine) : engine).logits(pixels, count);
        } finally {
            lone.get().idle().leave();
        }
    }

    @Override
    public float[] features(byte[] pixels, int count) {
        return bySize[sizes.index(Math.max(1, count))].features(pixels, count);
    }

    @Override
    public String name() {
        if (distinct().size() == 1) {
            return bySize[0].name();
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < bySize.length; i++) {
            if (i == bySize.length - 1 || bySize[i] != bySize[i + 1]) {
                int size = sizes.all().get(i);
                parts.add(bySize[i].name() + " up to " + size + (size == 1 ? " image" : " images"));
            }
        }
        return String.join(", ", parts);
    }

    @Override
    public String name(int count) {
        return bySize[sizes.index(Math.max(1, count))].name();
    }

    @Override
    public boolean gainsFromBatches() {
        return distinct().stream().anyMatch(Engine::gainsFromBatches);
    }

    @Override
    public long bytes() {
        long alone = lone.map(Lone::engine).map(LazyEngine::bytes).orElse(0L);
        return alone + distinct().stream().mapToLong(Engine::bytes).sum();
    }

    /** Closes all, also where one fails to close. */
    @Override
    public void close() {
        List<Runnable> closing = new ArrayList<>();
        lone.ifPresent(it -> closing.add(it.engine()::close));
        distinct().forEach(engine -> closing.add(engine::close));
        close(closing);
    }

    private static void close(List<Runnable> closing) {
        if (!closing.isEmpty()) {
            try {
                closing.getFirst().run();
            } finally {
                close(closing.subList(1, closing.size()));
            }
        }
    }

    private Set<Engine> distinct() {
        return new LinkedHashSet<>(List.of(bySize));
    }

    /**
     * Tells whether images come one at a time, of all versions together. One that is alone between two batches of a
     * busy server is not: the next batch needs what it would be given.
     */
    static final class IdleDetector {

        /** Images that must have come alone, one after the other, since several were computed together. */
        static final int IN_A_ROW = 16;

        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger missing = new AtomicInteger();

        /** Some images begin to be computed; {@link #leave} follows. Returns whether they are one image alone. */
        boolean enter(int images) {
            if (underWay.incrementAndGet() > 1 || images > 1) {
                missing.set(IN_A_ROW);
                return false;
            }
            return missing.getAndUpdate(row -> Math.max(0, row - 1)) == 0;
        }

        void leave() {
            underWay.decrementAndGet();
        }
    }

    /** The classes of batch sizes: up to 1, 2, 4 and so on, and up to the largest. */
    record BatchSizes(int largest) {

        BatchSizes {
            if (largest < 1) {
                throw new IllegalArgumentException("the largest batch must have at least 1 image, was " + largest);
            }
        }

        /** The largest size of each class. */
        List<Integer> all() {
            List<Integer> sizes = new ArrayList<>();
            for (int size = 1; size < largest; size *= 2) {
                sizes.add(size);
            }
            sizes.add(largest);
            return sizes;
        }

        /** Place in {@link #all} of the class that a batch belongs to; what is larger than all belongs to the last. */
        int index(int count) {
            return Math.min(exponent(largest), exponent(count));
        }

        /** Of a size n, the smallest k with n ≤ 2ᵏ. */
        private static int exponent(int count) {
            return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        }
    }

    /** An engine that is opened when it is first wanted, beside the calls. If that fails, there is none. */
    static final class LazyEngine implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger("resforge");

        private final long bytes;
        private final Executor executor;
        /** Null once it is wanted: what it holds to open the engine can go. */
        private final AtomicReference<Callable<Engine>> opening;

        private volatile Engine opened;
        private boolean closed;

        /** @param opening opens and checks it; called at most once */
        LazyEngine(long bytes, Executor executor, Callable<Engine> opening) {
            this.bytes = bytes;
            this.executor = executor;
            this.opening = new AtomicReference<>(opening);
        }

        long bytes() {
            return bytes;
        }

        /** The engine, if it is open yet; the first call lets it be opened. */
        Optional<Engine> get() {
            Engine engine = opened;
            if (engine == null) {
                want();
            }
            return Optional.ofNullable(engine);
        }

        private void want() {
            Callable<Engine> first = opening.getAndSet(null);
            if (first == null) {
                return;
            }
            try {
                executor.execute(() -> open(first));
            } catch (OutOfMemoryError e) { // no thread could be started: the call that wanted this has another engine
                tell(e);
            }
        }

        private void open(Callable<Engine> first) {
            try {
                keep(first.call());
            } catch (Exception | LinkageError | OutOfMemoryError e) {
                tell(e);
            }
        }

        private static void tell(Throwable e) {
            LOG.log(Level.WARNING, "images that come alone get one thread only: " + e.getMessage());
        }

        private synchronized void keep(Engine engine) {
            if (closed) {
                engine.close();
            } else {
                opened = engine;
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            opening.set(null);
            if (opened != null) {
                opened.close();
            }
        }
    }
}
