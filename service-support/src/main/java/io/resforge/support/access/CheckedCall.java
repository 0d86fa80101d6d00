package io.resforge.support.access;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.resforge.support.RefusableCall;
import io.resforge.support.access.Access.Credentials;
import io.resforge.support.access.AccessTable.Row;
import java.time.Duration;
import java.util.Optional;

/**
 * A gRPC call that was let in and may still be ended: for its model, for its number of messages, or since its identity does not hold any
 * more. Of one that changes something an audit line tells how it ended.
 */
final class CheckedCall<Q, R> extends RefusableCall<Q, R> {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Row row;
    private final Requester requester;
    private final Credentials credentials;
    private final Access access;
    private final AuditLog audit;
    private final boolean streaming;
    private long looked = System.nanoTime();
    private boolean any;

    CheckedCall(
            ServerCall<Q, R> call,
            Row row,
            Requester requester,
            Credentials credentials,
            Access access,
            AuditLog audit) {
        super(call);
        this.row = row;
        this.requester = requester;
        this.credentials = credentials;
        this.access = access;
        this.audit = audit;
        this.streaming = call.getMethodDescriptor().getType() != MethodType.UNARY;
    }

    ServerCall.Listener<Q> listen(ServerCall.Listener<Q> listener) {
        return new UntilRefused<>(listener) {
            @Override
            public void onMessage(Q message) {
                look(message);
                if (!isRefused()) {
                    listener.onMessage(message);
                }
            }
        };
    }

    private void look(Q message) {
        try {
            if (row.namesModel() && message instanceof Message read) {
                access.requireModel(row, requester.principal(), text(read, row.model()));
            }
            if (any) {
                access.count(requester.principal()); // the first was counted with the call
            }
            any = true;
        } catch (AccessRefused refusal) {
            refuse(refusal);
        }
        lookAgain();
    }

    private synchronized void lookAgain() {
        if (streaming && access.isOn() && System.nanoTime() - looked > LOOK_AGAIN.toNanos()) {
            looked = System.nanoTime();
            access.allow(Optional.of(row), credentials).whenComplete((principal, failure) -> {
                if (failure != null) {
                    refuse(failure);
                }
            });
        }
    }

    private synchronized void refuse(Throwable failure) {
        if (!isClosed()) {
            AccessRefused refusal =
                    access.refusal(failure, getMethodDescriptor().getFullMethodName(), requester.from());
            refuse(refusal.grpcStatus(), refusal.grpcTrailers());
        }
    }

    @Override
    public synchronized void sendMessage(R message) {
        lookAgain();
        super.sendMessage(message);
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!isRefused() && row.changes()) {
            audit.ended(requester, row, status);
        }
        super.close(status, trailers);
    }

    /** The text of a field such as {@code spec.model}; empty if it is not set. */
    private static String text(MessageOrBuilder message, String path) {
        int dot = path.indexOf('.');
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
        Object value = message.getField(field);
        return dot < 0 ? (String) value : text((MessageOrBuilder) value, path.substring(dot + 1));
    }
}
