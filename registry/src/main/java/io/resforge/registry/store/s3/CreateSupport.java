package io.resforge.registry.store.s3;

/** How a server lets one of several writers create an object. */
sealed interface CreateSupport {

    /** By {@code If-None-Match: *} on every write, also one of several parts. */
    record Full() implements CreateSupport {}

    /** By {@code If-None-Match: *} on a write in one request; it is ignored or refused on one of several parts. */
    record SingleRequest() implements CreateSupport {}

    /** Not at all; {@code lasting} if that is sure, and not worth asking again. */
    record None(String reason, boolean lasting) implements CreateSupport {}
}
