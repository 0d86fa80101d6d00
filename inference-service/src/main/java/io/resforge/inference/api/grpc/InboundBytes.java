package io.resforge.inference.api.grpc;

import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget.MemoryAccount;
import io.resforge.inference.batching.RequestBudget.Reservation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/** The bytes of one gRPC call's requests: reserved as they arrive, and held until they are claimed or the call ends. */
final class InboundBytes extends ServerStreamTracer {

    private static final Context.Key<InboundBytes> KEY = Context.key("resforge-inbound-bytes");

    /** What gRPC keeps of a call, about. */
    private static final int CALL_BYTES = 8 << 10;

    /** What Netty keeps of a frame beside its bytes, about: a message may come byte by byte. */
    private static final int FRAME_BYTES = 256;

    private final MemoryAccount account;
    private final long most;
    private final boolean streaming;
    private final Consumer<InboundBytes> onMessage;
    private final Consumer<InboundBytes> onEnd;
    private final Queue<Reservation> arrived = new ArrayDeque<>();
    private final Reservation call;
    private long waitsSince = System.nanoTime();
    private boolean waits = true;
    private Reservation arriving;
    private long messageBytes;
    private Reservation parsed;
    private Consumer<RuntimeException> refusal;
    private RuntimeException refused;
    private boolean started;
    private boolean ended;

    /**
     * @param streaming whether several messages may come, with any time between them
     * @param onMessage is told when a message begins, in either direction
     */
    InboundBytes(
            MemoryAccount account,
            long most,
            boolean streaming,
            Consumer<InboundBytes> onMessage,
            Consumer<InboundBytes> onEnd) {
        this.onMessage = onMessage;
        this.account = account;
        this.most = most;
        this.streaming = streaming;
        this.onEnd = onEnd;
        this.call = account.reserve(0);
        this.arriving = account.reserve(0);
        this.parsed = account.reserve(0);
        count(() -> call.grow(CALL_BYTES));
    }

    /** Those of the call that is being handled. */
    static InboundBytes of(Context context) {
        return KEY.get(context);
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public synchronized void serverCallStarted(ServerCallInfo<?, ?> info) {
        started = true;
    }

    long most() {
        return most;
    }

    /** Ends the call with a failure, at once or as soon as there is one. */
    synchronized void onRefusal(Consumer<RuntimeException> refuse) {
        refusal = refuse;
        if (refused != null) {
            refuse.accept(refused);
        }
    }

    @Override
    public synchronized void inboundMessage(int number) {
        onMessage.accept(this);
        waits = true;
        waitsSince = System.nanoTime();
        messageBytes = 0;
    }

    @Override
    public synchronized void inboundWireSize(long bytes) {
        count(() -> {
            messageBytes += bytes;
            if (messageBytes > most) {
                throw new BodyBytes.TooLarge(most);
            }
            arriving.grow(bytes + FRAME_BYTES);
        });
    }

    @Override
    public synchronized void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
        waits = false;
        arrived.add(arriving);
        arriving = account.reserve(0);
    }

    @Override
    public void outboundMessage(int number) {
        onMessage.accept(this);
    }

    synchronized void end(RuntimeException failure) {
        refuse(failure);
    }

    /** What was reserved of the message that is read next; it may be grown while it is. */
    synchronized Reservation parse() {
        parsed.close();
        parsed = arrived.isEmpty() ? account.reserve(0) : arrived.remove();
        return parsed;
    }

    /** What was reserved of the message that was read last; to be closed by who asks. */
    synchronized Reservation claim() {
        Reservation claimed = parsed;
        parsed = account.reserve(0);
        return claimed;
    }

    /**
     * Ends the call if a message, or the only one, has not come in time. One that has not even begun to be handled is no longer counted:
     * gRPC fails by some headers after it has asked for this tracer, and never tells that such a call is over.
     */
    synchronized void endIfLate(Duration time) {
        if (refused != null && started) {
            return; // it is being answered
        }
        boolean untouched = streaming && started && arriving.bytes() == 0 && arrived.isEmpty();
        if (waits && !untouched && System.nanoTime() - waitsSince > time.toNanos()) {
            refuse(new BodyBytes.TooSlow(time));
            if (!started) {
                onEnd.accept(this);
            }
        }
    }

    @Override
    public synchronized void streamClosed(Status status) {
        ended = true;
        giveBack();
        onEnd.accept(this);
    }

    private void count(Runnable reserve) {
        if (refused == null && !ended) {
            try {
                reserve.run();
            } catch (RuntimeException failure) {
                refuse(failure);
            }
        }
    }

    private void refuse(RuntimeException failure) {
        if (refused == null) {
            refused = failure;
            giveBack();
            if (refusal != null) {
                refusal.accept(failure);
            }
        }
    }

    private void giveBack() {
        call.close();
        arriving.close();
        parsed.close();
        arrived.forEach(Reservation::close);
        arrived.clear();
        arriving = account.reserve(0);
        parsed = account.reserve(0);
    }

    /** Bounds the calls that stay open with nothing to do. When there are too many, the one idle longest is ended. */
    static final class OpenStreams {

        private final int most;

        /** The one that is idle longest first. */
        private final LinkedHashSet<InboundBytes> open = new LinkedHashSet<>();

        /** @param most that are open at a time */
        OpenStreams(int most) {
            this.most = most;
        }

        /** One more has begun; it is to be followed by one {@link #ended}. */
        void begun(InboundBytes stream) {
            Optional<InboundBytes> idle = Optional.empty();
            synchronized (open) {
                if (open.size() >= most) {
                    idle = Optional.of(open.removeFirst());
                }
                open.add(stream);
            }
            idle.ifPresent(one -> one.end(Overloaded.streams(most)));
        }

        /** A message goes over one, in either direction. */
        void used(InboundBytes stream) {
            synchronized (open) {
                if (open.remove(stream)) {
                    open.addLast(stream);
                }
            }
        }

        /** One has ended, or was never begun. */
        void ended(InboundBytes stream) {
            synchronized (open) {
                open.remove(stream);
            }
        }
    }
}
