package io.resforge.trainer.grpc;

import com.google.rpc.Code;
import io.resforge.trainer.kubernetes.failure.ClusterFailure;

/** What a client is told of what Kubernetes refuses. */
final class ClusterCodes {

    private ClusterCodes() {}

    static Code of(ClusterFailure.Kind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
            case FORBIDDEN -> Code.PERMISSION_DENIED;
            case QUOTA_EXCEEDED, BUSY -> Code.RESOURCE_EXHAUSTED;
            case REFUSED -> Code.FAILED_PRECONDITION;
            case INVALID -> Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Code.NOT_FOUND;
            case CONFLICT -> Code.ABORTED;
            case UNAVAILABLE -> Code.UNAVAILABLE;
            case UNEXPECTED -> Code.INTERNAL;
        };
    }
}
