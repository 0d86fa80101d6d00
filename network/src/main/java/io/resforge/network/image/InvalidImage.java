package io.resforge.network.image;

/** Bytes that are no image that can be classified; the message says what was wrong and what is allowed. */
public final class InvalidImage extends RuntimeException {

    public InvalidImage(String message) {
        super(message);
    }

    public InvalidImage(String message, Throwable cause) {
        super(message, cause);
    }
}
