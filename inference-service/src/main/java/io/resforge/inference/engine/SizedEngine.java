package io.resforge.inference.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Several engines of one version, each for some batch sizes. */
final class SizedEngine implements Engine {

    private final Engine[] bySize;
    private final BatchSizes sizes;

    /** @param bySize for each class of sizes one; an engine may be there several times */
    SizedEngine(List<Engine> bySize, BatchSizes sizes) {
        this.bySize = bySize.toArray(Engine[]::new);
        this.sizes = sizes;
    }

    @Override
    public float[] logits(byte[] pixels, int count) {
        return engine(count).logits(pixels, count);
    }

    @Override
    public String name(int count) {
        return engine(count).name(count);
    }

    @Override
    public String name() {
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
        return distinct().stream().mapToLong(Engine::bytes).sum();
    }

    @Override
    public void close() {
        distinct().forEach(Engine::close);
    }

    private Engine engine(int count) {
        return bySize[sizes.index(Math.max(1, count))];
    }

    private Set<Engine> distinct() {
        return new LinkedHashSet<>(List.of(bySize));
    }
}
