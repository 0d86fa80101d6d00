package io.resforge.registry.dataset;

/** Another data set has the name already. What was stored under a name never changes, or runs would not be what their records say. */
public final class DatasetExists extends RuntimeException {

    DatasetExists(String message) {
        super(message);
    }
}
