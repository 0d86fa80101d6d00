package io.resforge.training.dataset;

import java.util.Locale;

/** A folder that is no data set, or a file in it that is damaged; the message names it and says what is allowed. */
public final class InvalidDataset extends RuntimeException {

    public InvalidDataset(String message) {
        super(message);
    }

    public InvalidDataset(String message, Throwable cause) {
        super(message, cause);
    }

    /** With a message by a format of {@link String#format}. */
    static InvalidDataset of(String format, Object... values) {
        return new InvalidDataset(String.format(Locale.ROOT, format, values));
    }

    /** The same, because of another failure. */
    static InvalidDataset because(Throwable cause, String format, Object... values) {
        return new InvalidDataset(String.format(Locale.ROOT, format, values), cause);
    }
}
