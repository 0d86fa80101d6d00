package io.resforge.registry.json;

/** Bytes that are not the JSON they should be; the message says what is wrong with them. */
public final class MalformedJson extends Exception {

    MalformedJson(String message, Throwable cause) {
        super(message, cause);
    }
}
