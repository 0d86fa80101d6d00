package io.resforge.trainer.api;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.resforge.neuralnet.text.LogText.Excerpt;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NothingToRollBack;
import io.resforge.registry.promotion.PromotionConflict;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.access.AccessRefused;
import io.resforge.trainer.backend.RunRefused.RunAlreadyEnded;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunRefused.RunStillLives;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** The one place where failures become gRPC statuses. */
public final class Statuses {

    private static final Logger LOG = Logger.getLogger(Statuses.class);
    private static final String DOMAIN = "resforge.io";
    private static final String RUN = "resforge.v1.Run";
    private static final String VERSION = "resforge.v1.Version";
    private static final long RETRY_SECONDS = 1;

    private Statuses() {}

    /** What a failure means. */
    public static StatusRuntimeException of(RuntimeException failure) {
        return switch (failure) {
            case StatusRuntimeException e -> e;
            case AccessRefused e -> e.grpcStatus().asRuntimeException();
            case InvalidInput e -> status(Code.INVALID_ARGUMENT, e, badRequest(e));
            case UnknownRun e -> status(Code.NOT_FOUND, e, resource(RUN, e.runId()));
            case UnknownVersion e -> status(Code.NOT_FOUND, e, resource(VERSION, e.resource()));
            case RunAlreadyExists e -> status(Code.ALREADY_EXISTS, e, resource(RUN, e.runId()));
            case RunAlreadyEnded e -> status(Code.FAILED_PRECONDITION, e, reason("RUN_ENDED"));
            case RunStillLives e -> status(Code.FAILED_PRECONDITION, e, reason("RUN_LIVES"));
            case UnsupportedOperation e -> status(Code.UNIMPLEMENTED, e, reason("UNSUPPORTED"));
            case NothingToRollBack e -> status(Code.FAILED_PRECONDITION, e, reason("NOTHING_TO_ROLL_BACK"));
            case PromotionConflict e -> status(Code.ABORTED, e, reason("OVERTAKEN"));
            case InvalidSignature e -> status(Code.FAILED_PRECONDITION, e, reason("NO_SIGNING_KEY"));
            case InvalidCheckpoint e
            when e.getCause() instanceof InvalidSignature -> status(Code.FAILED_PRECONDITION, e, reason("NOT_SIGNED"));
            case InvalidCheckpoint e -> status(Code.DATA_LOSS, e, reason("INVALID_CHECKPOINT"));
            case DamagedObject e -> status(Code.DATA_LOSS, e, reason("DAMAGED_OBJECT"));
            case StoreFailure e -> storeFailure(e);
            case ClusterFailure e -> clusterFailure(e);
            default -> unexpected(failure);
        };
    }

    private static StatusRuntimeException storeFailure(StoreFailure failure) {
        // Without a trace: an outage fails many calls in the same way, and the message says where.
        LOG.warnf("The store failed: %s", failure.getMessage());
        return status(Code.UNAVAILABLE, failure, retry());
    }

    private static StatusRuntimeException clusterFailure(ClusterFailure failure) {
        LOG.warnf("Kubernetes failed: %s", failure.getMessage());
        Message detail = failure.isTransient() ? retry() : reason(failure.kind().name());
        return status(code(failure.kind()), failure, detail);
    }

    private static Code code(ClusterFailure.Kind kind) {
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

    private static RetryInfo retry() {
        return RetryInfo.newBuilder()
                .setRetryDelay(Durations.fromSeconds(RETRY_SECONDS))
                .build();
    }

    private static StatusRuntimeException unexpected(RuntimeException failure) {
        String reference = Integer.toHexString(ThreadLocalRandom.current().nextInt());
        LOG.errorf(failure, "Unexpected failure %s", reference);
        String message = "an unexpected failure; the server's log has it as " + reference;
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.INTERNAL_VALUE)
                .setMessage(message)
                .build());
    }

    private static StatusRuntimeException status(Code code, RuntimeException failure, Message detail) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(Excerpt.wellFormed(failure.getMessage()))
                .addDetails(Any.pack(detail))
                .build());
    }

    private static BadRequest badRequest(InvalidInput failure) {
        BadRequest.Builder request = BadRequest.newBuilder();
        for (Violation violation : failure.violations()) {
            request.addFieldViolationsBuilder()
                    .setField(Excerpt.wellFormed(violation.field()))
                    .setDescription(Excerpt.wellFormed(violation.description()));
        }
        return request.build();
    }

    private static ResourceInfo resource(String type, String name) {
        return ResourceInfo.newBuilder()
                .setResourceType(type)
                .setResourceName(name)
                .build();
    }

    private static ErrorInfo reason(String reason) {
        return ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).build();
    }
}
