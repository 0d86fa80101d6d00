package io.resforge.inference.models;

/** No model is live. */
public final class NoModelYet extends RuntimeException {

    public NoModelYet(String message) {
        super(message, null, false, false); // an answer; where in our code says nothing
    }
}
