package io.resforge.support.access;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A call that is not let in. Thousands a second may be refused, and where in our code says nothing: no stack trace. */
public final class AccessRefused extends RuntimeException {

    private final transient Reason reason;
    private final transient Principal principal;
    private final transient Optional<Duration> retryAfter;

    /** Why, and the codes that the protocols have for it. */
    public enum Reason {
        /** No identity, or one that is not known. */
        UNAUTHENTICATED(Status.UNAUTHENTICATED, 401),
        /** The principal may not do this. */
        DENIED(Status.PERMISSION_DENIED, 403),
        /** The principal calls too often. */
        LIMITED(Status.RESOURCE_EXHAUSTED, 429),
        /** What could prove the identity does not answer. */
        UNAVAILABLE(Status.UNAVAILABLE, 503);

        private final Status grpc;
        private final int http;

        Reason(Status grpc, int http) {
            this.grpc = grpc;
            this.http = http;
        }

        /** As metrics count it. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private AccessRefused(Reason reason, Principal principal, String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.reason = reason;
        this.principal = principal;
        this.retryAfter = retryAfter;
    }

    static AccessRefused noIdentity() {
        return new AccessRefused(
                Reason.UNAUTHENTICATED,
                Principal.STRANGER,
                "this call needs an identity: send a token as \"authorization: Bearer TOKEN\"",
                Optional.empty());
    }

    /** The same words for a token that never was, has expired or was revoked. */
    static AccessRefused unknownIdentity() {
        return new AccessRefused(
                Reason.UNAUTHENTICATED,
                Principal.STRANGER,
                "the token is not valid here: it is unknown, was revoked or has expired",
                Optional.empty());
    }

    static AccessRefused denied(Principal principal) {
        return new AccessRefused(
                Reason.DENIED,
                principal,
                principal.name() + " may not do this, or not with this model",
                Optional.empty());
    }

    static AccessRefused limited(Principal principal, Duration retryAfter) {
        return new AccessRefused(
                Reason.LIMITED, principal, principal.name() + " calls more often than it may", Optional.of(retryAfter));
    }

    static AccessRefused unavailable(String why, Duration retryAfter) {
        return new AccessRefused(
                Reason.UNAVAILABLE,
                Principal.STRANGER,
                "the identity cannot be checked at the moment: " + why,
                Optional.of(retryAfter));
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Who was refused, as far as that was proved. */
    Principal principal() {
        return principal;
    }

    /** When it is worth to try again, if that is known. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** As gRPC has it. */
    public Status grpcStatus() {
        return reason.grpc.withDescription(getMessage());
    }

    Metadata grpcTrailers() {
        if (retryAfter.isEmpty()) {
            return new Metadata();
        }
        RetryInfo retry = RetryInfo.newBuilder()
                .setRetryDelay(Durations.fromNanos(retryAfter.get().toNanos()))
                .build();
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                        .setCode(reason.grpc.getCode().value())
                        .setMessage(getMessage())
                        .addDetails(Any.pack(retry))
                        .build())
                .getTrailers();
    }

    /** As HTTP has it. */
    public int httpStatus() {
        return reason.http;
    }
}
