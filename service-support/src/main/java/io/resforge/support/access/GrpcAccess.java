package io.resforge.support.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.resforge.support.access.Access.Credentials;
import io.resforge.support.access.AccessTable.Row;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets gRPC calls in: before anything of a message is read, and of those that name a model before the message is handed on. A stream is
 * looked at again while it goes on, so that it does not outlive its identity.
 */
@Singleton
public final class GrpcAccess implements ServerBuilderCustomizer<VertxServerBuilder> {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    /** Interceptors that are added later see a call earlier: a service's own, which count calls, stay in front. */
    private static final int FIRST = -1_000;

    private final Access access;
    private final AuditLog audit;

    GrpcAccess(Access access, AuditLog audit) {
        this.access = access;
        this.audit = audit;
    }

    @Override
    public int priority() {
        return FIRST;
    }

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        builder.intercept(this::intercept);
        builder.fallbackHandlerRegistry(new UnknownCalls());
    }

    /** Is asked for each call, as a {@link io.grpc.ServerInterceptor}; the framework would wonder about one that it is not to use. */
    <Q, R> ServerCall.Listener<Q> intercept(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Arrival<Q, R> arrival =
                new Arrival<>(call, headers, next, AccessTable.ofRpc(method), credentials(call, headers));
        CompletableFuture<Principal> admitted = access.admit(arrival.row(), arrival.credentials());
        if (admitted.isDone()) {
            return arrival.begin(admitted);
        }
        Waiting<Q> waiting = new Waiting<>();
        Context context = Context.current();
        io.vertx.core.Context loop = Vertx.currentContext();
        admitted.whenComplete((principal, failure) ->
                loop.runOnContext(now -> context.run(() -> waiting.begin(arrival.begin(admitted)))));
        return waiting;
    }

    private static Credentials credentials(ServerCall<?, ?> call, Metadata headers) {
        Iterable<String> all = headers.getAll(AUTHORIZATION);
        List<String> authorizations = new ArrayList<>();
        if (all != null) {
            all.forEach(authorizations::add);
        }
        return new Credentials(
                authorizations,
                certificates(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                address(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    }

    private static List<Certificate> certificates(SSLSession session) {
        try {
            return session == null ? List.of() : List.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the client has shown none
        }
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : String.valueOf(address);
    }

    /** A call that has come, and is not let in yet. */
    private final class Arrival<Q, R> {

        private final ServerCall<Q, R> call;
        private final Metadata headers;
        private final ServerCallHandler<Q, R> next;
        private final Optional<Row> row;
        private final Credentials credentials;

        Arrival(
                ServerCall<Q, R> call,
                Metadata headers,
                ServerCallHandler<Q, R> next,
                Optional<Row> row,
                Credentials credentials) {
            this.call = call;
            this.headers = headers;
            this.next = next;
            this.row = row;
            this.credentials = credentials;
        }

        Optional<Row> row() {
            return row;
        }

        Credentials credentials() {
            return credentials;
        }

        ServerCall.Listener<Q> begin(CompletableFuture<Principal> admitted) {
            String requestId = AuditLog.requestId(headers.get(REQUEST_ID));
            if (admitted.isCompletedExceptionally()) {
                AccessRefused refusal = access.refusal(
                        admitted.exceptionNow(), call.getMethodDescriptor().getFullMethodName(), credentials.from());
                row.filter(Row::changes)
                        .ifPresent(it -> audit.refused(
                                new Requester(refusal.principal(), credentials.from(), requestId), it, refusal));
                call.close(refusal.grpcStatus(), refusal.grpcTrailers());
                return new ServerCall.Listener<>() {};
            }
            Requester requester = new Requester(admitted.resultNow(), credentials.from(), requestId);
            Context context = requester.in(Context.current());
            if (row.map(it -> isPlain(it, requester.principal())).orElse(true)) {
                return Contexts.interceptCall(context, call, headers, next);
            }
            CheckedCall<Q, R> checked = new CheckedCall<>(call, row.get(), requester, credentials, access, audit);
            return checked.listen(Contexts.interceptCall(context, checked, headers, next));
        }

        /** Whether nothing is to be looked at beside the head. */
        private boolean isPlain(Row row, Principal principal) {
            boolean unary = call.getMethodDescriptor().getType().serverSendsOneMessage()
                    && call.getMethodDescriptor().getType().clientSendsOneMessage();
            boolean anyModel = !row.namesModel() || principal.models().isEmpty() && !row.isOpen();
            return !row.changes() && (!access.isOn() || unary && anyModel);
        }
    }

    /** Keeps what comes until it is known whether the call is let in; messages do not come before they are asked for. */
    private static final class Waiting<Q> extends ServerCall.Listener<Q> {

        private final List<Consumer<ServerCall.Listener<Q>>> events = new ArrayList<>();
        private ServerCall.Listener<Q> listener;

        synchronized void begin(ServerCall.Listener<Q> begun) {
            listener = begun;
            events.forEach(event -> event.accept(begun));
        }

        private synchronized void event(Consumer<ServerCall.Listener<Q>> event) {
            if (listener == null) {
                events.add(event);
            } else {
                event.accept(listener);
            }
        }

        @Override
        public void onMessage(Q message) {
            event(listener -> listener.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            event(ServerCall.Listener::onHalfClose);
        }

        @Override
        public void onReady() {
            event(ServerCall.Listener::onReady);
        }

        @Override
        public void onComplete() {
            event(ServerCall.Listener::onComplete);
        }

        @Override
        public void onCancel() {
            event(ServerCall.Listener::onCancel);
        }
    }
}
