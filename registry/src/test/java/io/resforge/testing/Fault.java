package io.resforge.testing;

import java.nio.charset.StandardCharsets;

/** What a {@link FaultyProxy} does to a request or its answer. */
public sealed interface Fault {

    /** Never answers. */
    record Silence() implements Fault {}

    /** Takes nothing of the request's body, and never answers. */
    record Deafness() implements Fault {}

    /** Sends the answer's body, but one byte at a time with a pause after each. */
    record Trickle(long pauseMillis) implements Fault {}

    /** Breaks the connection; the server never hears of the request. */
    record Reset() implements Fault {}

    /** Lets the server carry the request out, and breaks the connection instead of answering. */
    record LostAnswer() implements Fault {}

    /** Breaks the connection after so many bytes of the answer's body. */
    record ResetInBody(int bytes) implements Fault {}

    /** Ends the answer's body after so many bytes as if that were all. */
    record Truncation(int bytes) implements Fault {}

    /** Answers in place of the server, which never hears of the request. */
    record Answer(int status, byte[] body) implements Fault {

        /** An answer in words. */
        public static Answer of(int status, String body) {
            return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Lets something happen before the request is passed on, or harmed: {@code fault} may be null. */
    record Meanwhile(Runnable action, Fault fault) implements Fault {}

    /** Lets the server answer without a header of the request. */
    record WithoutHeader(String name) implements Fault {}
}
