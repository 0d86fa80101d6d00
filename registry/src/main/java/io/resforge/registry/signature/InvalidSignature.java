package io.resforge.registry.signature;

/** A signature that is missing, cannot be read, is by a key that is not trusted, or is of something else; the message says which. */
public final class InvalidSignature extends RuntimeException {

    public InvalidSignature(String message) {
        super(message);
    }

    InvalidSignature(String message, Throwable cause) {
        super(message, cause);
    }
}
