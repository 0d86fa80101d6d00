package io.resforge.inference.engine;

/**
 * How far a golden image's logit may be from the expected one, as a share of the image's largest expected logit, or of 1 where all are
 * smaller.
 *
 * @param share of the largest
 * @param sameClass whether each image must also get the class that is expected
 */
record Tolerance(float share, boolean sameClass) {

    /**
     * Sums in another order, on another processor or with a GPU's shorter mantissa, move a logit by a tenth of that or less; other
     * weights, another normalisation or another layout of the parameters move it by much more.
     */
    static final Tolerance FP32 = new Tolerance(.01f, false);

    /** Any number, but a number. */
    static final Tolerance ANY = new Tolerance(Float.POSITIVE_INFINITY, false);

    /** Numbers of eight bits of mantissa, rounded again in each layer, move a logit by a few hundredths; no answer may change. */
    static final Tolerance BF16 = new Tolerance(.1f, true);
}
