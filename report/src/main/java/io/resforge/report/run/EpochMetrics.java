package io.resforge.report.run;

import java.util.OptionalDouble;

/**
 * What was measured over one set of images in one epoch.
 *
 * @param loss mean loss an image, at least 0
 * @param top1 share of images whose class had the highest output, from 0 to 1
 * @param top5 share of images whose class was among the five highest outputs; empty where it was not measured
 */
public record EpochMetrics(double loss, double top1, OptionalDouble top5) {

    public EpochMetrics {
        Require.notNegative("loss", loss);
        Require.share("top-1 accuracy", top1);
        Require.share("top-5 accuracy", top5);
    }
}
