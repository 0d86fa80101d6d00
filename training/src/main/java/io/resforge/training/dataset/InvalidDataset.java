package io.resforge.training.dataset;

/** A folder that is no data set, or a file in it that is damaged; the message names it and says what is allowed. */
public final class InvalidDataset extends RuntimeException {

    public InvalidDataset(String message) {
        super(message);
    }

    public InvalidDataset(String message, Throwable cause) {
        super(message, cause);
    }
}
