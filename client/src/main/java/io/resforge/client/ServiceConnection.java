package io.resforge.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.resforge.client.channel.Address;
import io.resforge.client.channel.CallPolicy;
import io.resforge.client.channel.Channels;
import io.resforge.client.channel.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One of the two services as seen from here: its channel, and what to say when a call fails. */
final class ServiceConnection implements AutoCloseable {

    private final String name;
    private final CallPolicy policy;
    private final ManagedChannel connections;
    private final Channel channel;
    private final ScheduledThreadPoolExecutor renewals;

    ServiceConnection(
            List<Address> addresses, CallPolicy policy, TlsSettings tls, List<ClientInterceptor> interceptors) {
        this.name = addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
        this.policy = policy;
        // Begins no thread before there is a file to look at.
        this.renewals = new ScheduledThreadPoolExecutor(1, ServiceConnection::thread);
        this.connections = Channels.open(addresses, policy, tls.to(addresses, renewals), interceptors);
        this.channel = connections;
    }

    private ServiceConnection(ServiceConnection same, CallPolicy policy) {
        this.name = same.name;
        this.policy = policy;
        this.renewals = same.renewals;
        this.connections = same.connections;
        this.channel = Channels.withDeadline(connections, policy.deadline());
    }

    /** The same connections, for calls with another deadline. */
    ServiceConnection withDeadline(Duration deadline) {
        return new ServiceConnection(this, policy.withDeadline(deadline));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "resforge-certificates");
        thread.setDaemon(true);
        return thread;
    }

    Channel channel() {
        return channel;
    }

    CallPolicy policy() {
        return policy;
    }

    /** Looks for servers that are away with the next call, rather than after a pause that grows to two minutes. */
    void connectSoon() {
        connections.resetConnectBackoff();
    }

    /** Makes a call and translates its failure. */
    <T> T call(Supplier<T> call) {
        return call(policy.deadline(), call);
    }

    /** The same of a call that has a deadline of its own. */
    <T> T call(Duration deadline, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            throw failure(failure, deadline);
        }
    }

    /** Begins a call. It is cancelled if its answer is, or is completed in another way, before the server's is there. */
    <Q, A> CompletableFuture<A> begin(MethodDescriptor<Q, A> method, Q request) {
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        CompletableFuture<A> answer = new CompletableFuture<>();
        Answering<A> answering = new Answering<>(answer);
        answer.whenComplete((any, failure) -> {
            if (!answering.ended) {
                call.cancel("the caller wants no answer any more", failure);
            }
        });
        ClientCalls.asyncUnaryCall(call, request, answering);
        return answer;
    }

    /** Completes an answer with what the server says. */
    private final class Answering<A> implements StreamObserver<A> {

        private final CompletableFuture<A> answer;
        private A message;
        private volatile boolean ended;

        Answering(CompletableFuture<A> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(A received) {
            message = received;
        }

        @Override
        public void onError(Throwable failure) {
            ended = true;
            answer.completeExceptionally(failure instanceof StatusRuntimeException status ? failure(status) : failure);
        }

        @Override
        public void onCompleted() {
            if (message == null) {
                onError(Status.INTERNAL
                        .withDescription("the server ended the call without an answer")
                        .asRuntimeException());
                return;
            }
            ended = true;
            answer.complete(message);
        }
    }

    ResForgeException failure(StatusRuntimeException failure) {
        return failure(failure, policy.deadline());
    }

    private ResForgeException failure(StatusRuntimeException failure, Duration deadline) {
        if (failure.getStatus().getCode() == Status.Code.UNAVAILABLE) {
            // The next call finds out for itself whether the server is back, rather than after a pause of up to two
            // minutes.
            connectSoon();
        }
        return CallErrors.translate(failure, name, deadline);
    }

    @Override
    public void close() {
        renewals.shutdownNow();
        connections.shutdownNow();
        try {
            connections.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Turns what gRPC throws into a {@link ResForgeException} that a person can read. */
    static final class CallErrors {

        private CallErrors() {}

        /**
         * @param failure what gRPC threw
         * @param server the address or addresses that were called, for the message
         * @param deadline the longest that the call could take, for the message
         */
        static ResForgeException translate(StatusRuntimeException failure, String server, Duration deadline) {
            Status status = failure.getStatus();
            List<FieldViolation> violations = detail(failure, BadRequest.class)
                    .map(CallErrors::violations)
                    .orElse(List.of());
            Duration retryAfter =
                    detail(failure, RetryInfo.class).map(CallErrors::delay).orElse(null);
            String message =
                    switch (status.getCode()) {
                        case UNAVAILABLE -> unavailable(status, server);
                        case DEADLINE_EXCEEDED -> "no answer from " + server + " within " + seconds(deadline);
                        case CANCELLED -> "the call to " + server + " was broken off: " + words(status);
                        case UNIMPLEMENTED -> "the server at " + server + " does not offer this call: " + words(status);
                        case UNKNOWN -> unknown(status, server);
                        default -> violations.isEmpty() ? words(status) : sentence(words(status), violations);
                    };
            return new ResForgeException(status.getCode(), message, violations, retryAfter, failure);
        }

        private static String unavailable(Status status, String server) {
            Throwable root = status.getCause();
            while (root != null && root.getCause() != null) {
                root = root.getCause();
            }
            if (root == null) {
                return closedAtOnce(status)
                        ? server
                                + " closes connections at once, as a server does that speaks TLS; if it does, write grpcs://"
                                + server
                        : server + " is unavailable: " + words(status);
            }
            return TlsErrors.sentence(status.getCause(), server).orElseGet(unreached(root, server));
        }

        /** As gRPC tells it: there was no frame from the server at all. */
        private static boolean closedAtOnce(Status status) {
            return words(status).contains("Network closed for unknown reason");
        }

        private static Supplier<String> unreached(Throwable root, String server) {
            boolean refused = String.valueOf(root.getMessage()).contains("Connection refused");
            return () -> refused ? "nothing answers at " + server : "cannot reach " + server + ": " + root.getMessage();
        }

        /** With a cause it is not what the server says, but what became of the connection. */
        private static String unknown(Status status, String server) {
            return status.getCause() == null
                    ? words(status)
                    : "the connection to " + server + " broke during the call, which may have been carried out: "
                            + words(status);
        }

        private static String sentence(String words, List<FieldViolation> violations) {
            String fields = violations.stream()
                    .map(v -> v.field() + ": " + v.description())
                    .collect(Collectors.joining("; "));
            boolean said = violations.stream().allMatch(v -> words.contains(v.description()));
            return said ? words : words + " (" + fields + ")";
        }

        private static String words(Status status) {
            String description = status.getDescription();
            return description == null || description.isBlank()
                    ? status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    : description;
        }

        private static String seconds(Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }

        private static List<FieldViolation> violations(BadRequest request) {
            return request.getFieldViolationsList().stream()
                    .map(v -> new FieldViolation(v.getField(), v.getDescription()))
                    .toList();
        }

        private static Duration delay(RetryInfo info) {
            return Duration.ofSeconds(
                    info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos());
        }

        private static <M extends Message> Optional<M> detail(StatusRuntimeException failure, Class<M> kind) {
            com.google.rpc.Status status = StatusProto.fromThrowable(failure);
            if (status == null) {
                return Optional.empty();
            }
            for (Any detail : status.getDetailsList()) {
                if (detail.is(kind)) {
                    try {
                        return Optional.of(detail.unpack(kind));
                    } catch (InvalidProtocolBufferException damaged) {
                        return Optional.empty(); // the status itself still says what is wrong
                    }
                }
            }
            return Optional.empty();
        }
    }
}
