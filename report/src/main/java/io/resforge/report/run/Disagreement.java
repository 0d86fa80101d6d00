package io.resforge.report.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How two versions answer the same images.
 *
 * @param set the name of the set of images
 * @param images how many it has
 * @param classes by class, those that differ most first
 * @param counts which of the two is right where they differ; empty where a report of an earlier build does not tell it
 * @param shown images that are answered differently, as many as the reports hold, most certain mistakes first
 */
public record Disagreement(
        String set, int images, List<ClassPair> classes, Optional<Counts> counts, List<Shown> shown) {

    private static final int MOST_SHOWN = 16;

    /** A class, and the share of its images that each version recognises. */
    public record ClassPair(String label, int images, double a, double b) {

        /** In percentage points; positive where b is better. */
        public String gain() {
            return String.format(Locale.ROOT, "%+.1f", 100 * (b - a));
        }
    }

    /** Of the images that are answered differently: where one alone is right, and where both are wrong. */
    public record Counts(int all, int onlyA, int onlyB, int neither) {}

    /** An image, with its class and both answers. */
    public record Shown(String image, String truth, String a, String b, double confidence) {

        /** Whether the first version is right. */
        public boolean isRightA() {
            return a.equals(truth);
        }

        /** Whether the second version is right. */
        public boolean isRightB() {
            return b.equals(truth);
        }
    }

    /** Between the answers to the same images; empty if these are of other sets. */
    public static Optional<Disagreement> between(Findings a, Findings b, List<String> labels) {
        if (!a.set().equals(b.set())
                || a.images() != b.images()
                || a.classes().size() != labels.size()
                || b.classes().size() != labels.size()) {
            return Optional.empty();
        }
        boolean known = a.wrong() != null && b.wrong() != null;
        return Optional.of(new Disagreement(
                a.set(),
                a.images(),
                classes(a, b, labels),
                known ? Optional.of(counts(wrong(a), wrong(b))) : Optional.empty(),
                known ? shown(a, b, labels) : List.of()));
    }

    private static List<ClassPair> classes(Findings a, Findings b, List<String> labels) {
        List<ClassPair> pairs = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            ClassMetrics one = a.classes().get(i);
            ClassMetrics other = b.classes().get(i);
            if (one.recall() != null && other.recall() != null) {
                pairs.add(new ClassPair(labels.get(i), one.images(), one.recall(), other.recall()));
            }
        }
        pairs.sort(Comparator.comparingDouble((ClassPair pair) -> -Math.abs(pair.b() - pair.a())));
        return pairs;
    }

    /** True class and answer of each image that was answered wrongly, by its place. */
    private static Map<Integer, int[]> wrong(Findings findings) {
        Map<Integer, int[]> wrong = new TreeMap<>();
        findings.wrong().forEach(it -> wrong.put(it[0], it));
        return wrong;
    }

    private static Counts counts(Map<Integer, int[]> a, Map<Integer, int[]> b) {
        int onlyA = (int) b.keySet().stream().filter(it -> !a.containsKey(it)).count();
        int onlyB = (int) a.keySet().stream().filter(it -> !b.containsKey(it)).count();
        int neither = (int) a.entrySet().stream()
                .filter(it -> b.containsKey(it.getKey()) && b.get(it.getKey())[2] != it.getValue()[2])
                .count();
        return new Counts(onlyA + onlyB + neither, onlyA, onlyB, neither);
    }

    private static List<Shown> shown(Findings a, Findings b, List<String> labels) {
        Map<Integer, int[]> wrongA = wrong(a);
        Map<Integer, int[]> wrongB = wrong(b);
        Map<Integer, Mistake> mistakes = new HashMap<>();
        a.mistakes().forEach(it -> mistakes.put(it.place(), it));
        b.mistakes()
                .forEach(it -> mistakes.merge(
                        it.place(), it, (one, other) -> one.confidence() >= other.confidence() ? one : other));
        return mistakes.values().stream()
                .filter(it -> it.image() != null && answer(wrongA, it) != answer(wrongB, it))
                .sorted(Comparator.comparingDouble(Mistake::confidence)
                        .reversed()
                        .thenComparing(Mistake::place))
                .limit(MOST_SHOWN)
                .map(it -> new Shown(
                        it.image(),
                        labels.get(it.truth()),
                        labels.get(answer(wrongA, it)),
                        labels.get(answer(wrongB, it)),
                        it.confidence()))
                .toList();
    }

    private static int answer(Map<Integer, int[]> wrong, Mistake image) {
        int[] known = wrong.get(image.place());
        return known == null ? image.truth() : known[2];
    }
}
