package io.resforge.trainer.kubernetes.failure;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Kubernetes did not do what was asked; the message has its own words. */
public final class ClusterFailure extends RuntimeException {

    /** What stood in the way. */
    public enum Kind {
        /** The control plane's credentials are none, or no more. */
        UNAUTHENTICATED,
        /** The control plane's role does not allow it. */
        FORBIDDEN,
        /** A quota of the namespace is used up. */
        QUOTA_EXCEEDED,
        /** An admission controller, a webhook or a policy of the cluster does not want it, or the namespace cannot take it. */
        REFUSED,
        /** It is no valid object. */
        INVALID,
        /** There is no such object. */
        NOT_FOUND,
        /** Somebody else changed it meanwhile. */
        CONFLICT,
        /** The API server has too much to do. */
        BUSY,
        /** The API server cannot be reached, does not answer in time, or is not well. */
        UNAVAILABLE,
        /** Anything else. */
        UNEXPECTED
    }

    private final Kind kind;

    private ClusterFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What a failed call means.
     *
     * @param action that was tried, such as {@code submit run 'a'}
     */
    public static ClusterFailure of(String action, KubernetesClientException failure) {
        ErrorText words = ErrorText.of(failure);
        return new ClusterFailure(words.kind(), "could not " + action + ": " + words.text(), failure);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed a moment later. */
    public boolean isTransient() {
        return switch (kind) {
            case BUSY, UNAVAILABLE -> true;
            case UNAUTHENTICATED, FORBIDDEN, QUOTA_EXCEEDED, REFUSED, INVALID, NOT_FOUND, CONFLICT, UNEXPECTED -> false;
        };
    }
}
