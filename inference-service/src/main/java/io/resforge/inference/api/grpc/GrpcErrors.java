package io.resforge.inference.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.resforge.inference.api.Failure;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.telemetry.CallTrace;
import io.resforge.inference.telemetry.ServingObserver;
import java.util.List;
import org.jboss.logging.MDC;

/** Writes failures as gRPC statuses with google.rpc details; what they mean, and their codes, {@link Failure} says. */
final class GrpcErrors {

    private final Failure.Counter failures;

    GrpcErrors(ServingObserver observer) {
        this.failures = new Failure.Counter(observer);
    }

    /** As below; what is logged names the trace of the call, where a log is JSON. */
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

    /** The status of a failure. To be asked once a call: it counts. */
    StatusRuntimeException status(Throwable thrown) {
        Failure failure = failures.of(thrown);
        Status.Builder status =
                Status.newBuilder().setCode(failure.kind().grpcStatus().value()).setMessage(failure.message());
        if (!failure.violations().isEmpty()) {
            status.addDetails(Any.pack(badRequest(failure.violations())));
        }
        failure.retryAfter().ifPresent(delay -> status.addDetails(Any.pack(retryInfo(delay))));
        return new Answer(status.build());
    }

    /** Thousands a second may be refused, and where in our code says nothing: no stack trace. */
    private static final class Answer extends StatusRuntimeException {

        private static final Metadata.Key<Status> DETAILS =
                Metadata.Key.of("grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

        Answer(Status status) {
            super(io.grpc.Status.fromCodeValue(status.getCode()).withDescription(status.getMessage()), details(status));
        }

        private static Metadata details(Status status) {
            Metadata trailers = new Metadata();
            trailers.put(DETAILS, status);
            return trailers;
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private static BadRequest badRequest(List<Violation> violations) {
        BadRequest.Builder details = BadRequest.newBuilder();
        violations.forEach(violation -> details.addFieldViolationsBuilder()
                .setField(violation.field())
                .setDescription(violation.description()));
        return details.build();
    }

    private static RetryInfo retryInfo(java.time.Duration delay) {
        return RetryInfo.newBuilder()
                .setRetryDelay(
                        Duration.newBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano()))
                .build();
    }
}
