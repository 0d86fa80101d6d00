package io.resforge.inference.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.resforge.inference.batcher.Abandoned;
import io.resforge.inference.batcher.Overloaded;
import io.resforge.inference.batcher.Stopping;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.model.NoModelYet;
import io.resforge.inference.model.NotLive;
import io.resforge.inference.telemetry.CallTrace;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.Rejection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.MDC;

/** The one place where failures become statuses. */
final class Errors {

    private static final System.Logger LOG = System.getLogger(Errors.class.getName());

    private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

    private final ServingObserver observer;
    /** Before the first failure: as if the last had been logged an interval ago. */
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

    Errors(ServingObserver observer) {
        this.observer = observer;
    }

    /** The status of a failure, with google.rpc details; it is counted, and an unforeseen one is logged. */
    StatusRuntimeException status(Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        return switch (failure) {
            case InvalidRequest e -> rejected(Rejection.INVALID, Code.INVALID_ARGUMENT, e, badRequest(e));
            case NotLive e -> rejected(Rejection.NOT_FOUND, Code.NOT_FOUND, e);
            case NoModelYet e -> rejected(Rejection.NO_MODEL, Code.UNAVAILABLE, e);
            case Overloaded e -> rejected(Rejection.OVERLOADED, Code.RESOURCE_EXHAUSTED, e, retryInfo(e));
            case Stopping e -> rejected(Rejection.STOPPING, Code.UNAVAILABLE, e);
            case Abandoned e -> rejected(Rejection.ABANDONED, Code.CANCELLED, e);
            default -> {
                log(failure);
                yield rejected(
                        Rejection.INTERNAL, Code.INTERNAL, new IllegalStateException("the server failed: " + failure));
            }
        };
    }

    /** As above; what is logged names the trace of the call, where a log is JSON. */
    StatusRuntimeException status(Throwable thrown, CallTrace trace) {
        if (!trace.recording()) {
            return status(thrown);
        }
        MDC.put("trace_id", trace.id());
        try {
            return status(thrown);
        } finally {
            MDC.remove("trace_id");
        }
    }

    /** Once a second at most: what breaks one call may break each of thousands. They are all counted. */
    private void log(Throwable failure) {
        long last = lastLogged.get();
        long now = System.nanoTime();
        if (now - last >= LOG_INTERVAL_NANOS && lastLogged.compareAndSet(last, now)) {
            LOG.log(System.Logger.Level.ERROR, "a call failed", failure);
        }
    }

    private StatusRuntimeException rejected(Rejection reason, Code code, Exception failure, Message... details) {
        observer.rejected(reason);
        Status.Builder status = Status.newBuilder().setCode(code.getNumber()).setMessage(failure.getMessage());
        for (Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    private static BadRequest badRequest(InvalidRequest invalid) {
        BadRequest.Builder details = BadRequest.newBuilder();
        invalid.violations().forEach(violation -> details.addFieldViolationsBuilder()
                .setField(violation.field())
                .setDescription(violation.description()));
        return details.build();
    }

    private static RetryInfo retryInfo(Overloaded overloaded) {
        return RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder()
                        .setSeconds(overloaded.retryAfter().getSeconds())
                        .setNanos(overloaded.retryAfter().getNano()))
                .build();
    }
}
