package io.resforge.registry.dataset;

/** There is no data set at the place that was named; the message names it. */
public final class UnknownDataset extends RuntimeException {

    UnknownDataset(String message) {
        super(message);
    }
}
