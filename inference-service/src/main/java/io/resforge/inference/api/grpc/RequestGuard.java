package io.resforge.inference.api.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Context;
import io.grpc.KnownLength;
import io.grpc.StatusRuntimeException;
import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.batching.RequestBudget.Reservation;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.support.GuardedRequests;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Reads requests within the bytes reserved for them, once it is known how many objects they become. */
final class RequestGuard extends GuardedRequests {

    private final int mostObjects;
    private final Replies replies;

    /** @param mostObjects that one message may become */
    RequestGuard(int mostObjects, Replies replies) {
        this.mostObjects = mostObjects;
        this.replies = replies;
    }

    /** Its byte strings are parts of the one array that was read. */
    @Override
    protected <Q> Q read(InputStream wire, Class<Q> type, Message prototype) throws IOException {
        InboundBytes inbound = InboundBytes.of(Context.current());
        Reservation held = inbound.parse();
        byte[] bytes = wire instanceof KnownLength ? whole(wire) : BodyBytes.read(wire, held, inbound.most());
        held.grow(new MessageScan(mostObjects).bytesOfNumbers(bytes, prototype.getDescriptorForType()));
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        return type.cast(prototype.getParserForType().parseFrom(input));
    }

    private static byte[] whole(InputStream wire) throws IOException {
        byte[] bytes = new byte[wire.available()];
        if (wire.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException("it breaks off");
        }
        return bytes;
    }

    @Override
    protected StatusRuntimeException status(Exception failure) {
        return replies.status(
                failure instanceof IOException
                        ? new InvalidRequest("request", "is no valid message: " + failure.getMessage())
                        : failure);
    }

    @Override
    protected void begins(Consumer<RuntimeException> refuse) {
        InboundBytes.of(Context.current()).onRefusal(refuse);
    }
}
