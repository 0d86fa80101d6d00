package io.resforge.registry.dataset;

/** A data set could not be kept on this node, such as on a full disk; the message names the folder and the reason. */
public final class CacheFailure extends RuntimeException {

    CacheFailure(String message) {
        super(message);
    }

    CacheFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
