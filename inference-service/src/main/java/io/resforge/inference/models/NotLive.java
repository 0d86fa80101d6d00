package io.resforge.inference.models;

/** The model or version that a caller asks for is not the live one. */
public final class NotLive extends RuntimeException {

    public NotLive(String message) {
        super(message, null, false, false); // an answer; where in our code says nothing
    }
}
