package io.resforge.inference.engine;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which engines are fastest.
 *
 * @param bySize for each class of {@link BatchSizes} the engines, the fastest first
 */
record EngineRanking(List<List<EngineKind>> bySize) {

    EngineRanking {
        bySize = bySize.stream().map(List::copyOf).toList();
        if (bySize.isEmpty() || bySize.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a ranking has an engine for each batch size, was " + bySize);
        }
    }

    /** That of the only engine. */
    static EngineRanking of(EngineKind only, BatchSizes sizes) {
        return new EngineRanking(Collections.nCopies(sizes.all().size(), List.of(only)));
    }

    /** The fastest of each batch size that is not left out; empty if none is left for one of them. */
    Optional<List<EngineKind>> fastestWithout(Set<EngineKind> leftOut) {
        List<Optional<EngineKind>> fastest = bySize.stream()
                .map(kinds ->
                        kinds.stream().filter(kind -> !leftOut.contains(kind)).findFirst())
                .toList();
        return fastest.stream().allMatch(Optional::isPresent)
                ? Optional.of(fastest.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    /** The batch sizes that each engine of such a list is for. */
    static Map<EngineKind, List<Integer>> sizesOf(List<EngineKind> kinds, BatchSizes sizes) {
        Map<EngineKind, List<Integer>> sizesOf = new HashMap<>();
        for (int i = 0; i < kinds.size(); i++) {
            sizesOf.merge(kinds.get(i), List.of(sizes.all().get(i)), EngineRanking::joined);
        }
        return sizesOf;
    }

    private static List<Integer> joined(List<Integer> left, List<Integer> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
    }
}
