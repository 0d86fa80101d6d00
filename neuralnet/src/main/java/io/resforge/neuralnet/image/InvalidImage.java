package io.resforge.neuralnet.image;

/** Bytes that are no image that can be classified; the message says what was wrong and what is allowed. It has no stack trace: it is an answer. */
public final class InvalidImage extends RuntimeException {

    public InvalidImage(String message) {
        super(message, null, false, false);
    }

    public InvalidImage(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
