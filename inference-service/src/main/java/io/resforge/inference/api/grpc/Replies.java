package io.resforge.inference.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.resforge.inference.api.Failure;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/** Ends gRPC calls: with their one answer, or with the status and google.rpc details of a {@link Failure}. */
final class Replies {

    private final Failure.Counter failures;

    Replies(ServingObserver observer) {
        this.failures = new Failure.Counter(observer);
    }

    /** Answers at once. */
    <R> void now(StreamObserver<R> client, Supplier<R> answer) {
        mindCancellation(client);
        R response;
        try {
            response = answer.get();
        } catch (RuntimeException | Error failure) {
            client.onError(status(failure));
            return;
        }
        send(response, client, CallTracing.of(Context.current()));
    }

    /** Answers as soon as the answer is there. */
    <R> void whenDone(CompletableFuture<R> answer, StreamObserver<R> client) {
        mindCancellation(client);
        CallTrace trace = CallTracing.of(Context.current());
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                client.onError(status(failure, trace));
            } else {
                send(response, client, trace);
            }
        });
    }

    /** With a handler, answering a call that was cancelled a moment ago does nothing instead of throwing. */
    private static <R> void mindCancellation(StreamObserver<R> client) {
        ((ServerCallStreamObserver<R>) client).setOnCancelHandler(() -> {});
    }

    /** What is thrown here, the future would swallow, and the caller would wait in vain. */
    private <R> void send(R response, StreamObserver<R> client, CallTrace trace) {
        try {
            client.onNext(response);
            client.onCompleted();
        } catch (RuntimeException | Error failure) {
            client.onError(status(failure, trace));
        }
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

    /** What a failure's status says, where a stream goes on after it. To be asked once a failure, as below. */
    String message(Throwable thrown, CallTrace trace) {
        return status(thrown, trace).getStatus().getDescription();
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
