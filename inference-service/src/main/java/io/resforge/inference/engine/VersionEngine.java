package io.resforge.inference.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What computes one version: an engine for each batch size, and another for images that come alone, as soon as that is
 * open. It chooses, and the chosen engine computes.
 */
final class VersionEngine implements Engine {

    private final Engine[] bySize;
    private final BatchSizes sizes;
    private final Optional<Lone> lone;

    /**
     * A way to compute images that come one at a time.
     *
     * @param engine quickest for one image
     * @param idle shared with the engines of other versions
     */
    record Lone(LazyEngine engine, IdleDetector idle) {}

    private VersionEngine(List<Engine> bySize, BatchSizes sizes, Optional<Lone> lone) {
        this.bySize = bySize.toArray(Engine[]::new);
        this.sizes = sizes;
        this.lone = lone;
    }

    /**
     * What chooses among these; the only one itself if there is no choice.
     *
     * @param bySize for each class of sizes one; an engine may be there several times
     */
    static Engine of(List<Engine> bySize, BatchSizes sizes, Optional<Lone> lone) {
        boolean only = lone.isEmpty() && Set.copyOf(bySize).size() == 1;
        return only ? bySize.getFirst() : new VersionEngine(bySize, sizes, lone);
    }

    /** The same with one engine for all sizes. */
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
     * Tells whether images come one at a time, of all versions together. One that happens to be alone between two
     * batches of a busy server is not: what it would be given, the next batch needs.
     */
    static final class IdleDetector {

        /** Images that must have come alone, one after the other, since several were computed together. */
        static final int IN_A_ROW = 16;

        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger missing = new AtomicInteger();

        /**
         * Some images begin to be computed; {@link #leave} follows. Says whether they are one image that has the
         * machine for itself.
         */
        boolean enter(int images) {
            if (underWay.incrementAndGet() > 1 || images > 1) {
                missing.set(IN_A_ROW);
                return false;
            }
            return missing.getAndUpdate(row -> Math.max(0, row - 1)) == 0;
        }

        /** They are computed. */
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
}
