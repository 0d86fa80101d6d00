package io.resforge.report.run;

/**
 * How well a network did on a set of images.
 *
 * @param loss mean cross-entropy an image, at least 0
 * @param accuracy share of images classified correctly, from 0 to 1
 */
public record ReportedScore(double loss, double accuracy) {

    public ReportedScore {
        Require.notNegative("loss", loss);
        Require.share("accuracy", accuracy);
    }
}
