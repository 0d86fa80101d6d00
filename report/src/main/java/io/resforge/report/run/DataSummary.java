package io.resforge.report.run;

import java.util.List;

/**
 * What the run learned from.
 *
 * @param name name of the data set
 * @param training images trained on, at least 1
 * @param heldOut training images held out to choose the best epoch, at least 0
 * @param test test images, 0 where the data set has none
 * @param labels names of the classes, in the order of the network's outputs; at least 2
 */
public record DataSummary(String name, int training, int heldOut, int test, List<String> labels) {

    public DataSummary {
        Require.notBlank("data set name", name);
        Require.atLeast("training images", 1, training);
        Require.atLeast("held-out images", 0, heldOut);
        Require.atLeast("test images", 0, test);
        Require.atLeast("number of classes", 2, labels.size());
        name = Printable.line(name);
        labels = labels.stream().map(Printable::line).toList();
    }
}
