package io.resforge.inference.rollout;

/**
 * What was slow lately for the live version, by how many images a batch has: the time that computing a share of its batches exceeds. It
 * follows the load by small steps (Robbins and Monro, 1951), each by batches that came before, so that it knows nothing of the one that is
 * compared.
 */
final class Thresholds {

    /** Batches after which a time means something. */
    private static final int ENOUGH = 10;

    /** How far a step goes, of a time's logarithm. */
    private static final double STEP = 0.05;

    /** Classes of sizes a doubling: in one of them the largest batch has a fifth more images than the smallest. */
    private static final int CLASSES = 4;

    private final double exceeding;
    private final double[] logarithms = new double[CLASSES * Integer.SIZE];
    private final int[] seen = new int[CLASSES * Integer.SIZE];

    /** @param exceeding share of the live version's batches that are to take longer, from 0 to 1 */
    Thresholds(double exceeding) {
        this.exceeding = exceeding;
    }

    /** Whether there is a time for batches of this many images. */
    boolean isKnown(int images) {
        return seen[classOf(images)] >= ENOUGH;
    }

    /** The time in nanoseconds. */
    double of(int images) {
        return Math.exp(logarithms[classOf(images)]);
    }

    /** The live version computed a batch. */
    void follow(int images, long nanos) {
        int size = classOf(images);
        double logarithm = Math.log(Math.max(1, nanos));
        if (seen[size] == 0) {
            logarithms[size] = logarithm;
        }
        double step = Math.max(STEP, 1.0 / (1 + seen[size]));
        logarithms[size] += step * (logarithm > logarithms[size] ? 1 - exceeding : -exceeding);
        seen[size] = Math.min(seen[size] + 1, ENOUGH * ENOUGH);
    }

    /** The class of sizes. */
    static int classOf(int images) {
        return (int) (CLASSES * Math.log(Math.max(1, images)) / Math.log(2));
    }
}
