package io.resforge.benchmarks.serving.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/** One call under way. All its methods run on the event loop. */
final class LoadCall extends ClientCall.Listener<byte[]> {

    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    private static final long CLIENT_GOES_AFTER_MICROS = 500;

    private final Ended ended;
    private final long intended;
    private final long deadline;
    private ClientCall<byte[], byte[]> call;
    private boolean over;

    /**
     * @param intended the moment at which it is to be sent
     * @param deadline the moment at which the caller stops waiting; {@link Long#MAX_VALUE} for none
     */
    LoadCall(Ended ended, long intended, long deadline) {
        this.ended = ended;
        this.intended = intended;
        this.deadline = deadline;
    }

    /** Told once of each call. */
    interface Ended {
        void ended(Status.Code status, long nanos);
    }

    void begin(Connections connections, long number, Request request) {
        call = connections.channel(number).newCall(request.method(), CallOptions.DEFAULT);
        call.start(this, headers());
        call.request(2);
        call.sendMessage(request.message());
        call.halfClose();
        if (request.cancelled()) {
            connections
                    .loop()
                    .schedule(
                            () -> call.cancel("the caller goes", null),
                            CLIENT_GOES_AFTER_MICROS,
                            TimeUnit.MICROSECONDS);
        }
    }

    /** The server is told of the deadline as by any client. A timer of gRPC's own for each call would cost the generator more than the call. */
    private Metadata headers() {
        Metadata headers = new Metadata();
        if (deadline != Long.MAX_VALUE) {
            headers.put(TIMEOUT, Math.max(1, (deadline - System.nanoTime()) / 1000) + "u");
        }
        return headers;
    }

    long deadline() {
        return deadline;
    }

    boolean isOver() {
        return over;
    }

    /** Its deadline has passed. */
    void expire() {
        end(Status.Code.DEADLINE_EXCEEDED);
        call.cancel("deadline exceeded", null);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        // A server that saw the deadline pass a moment before us breaks the call off.
        boolean late = System.nanoTime() >= deadline;
        end(late && !over ? Status.Code.DEADLINE_EXCEEDED : status.getCode());
    }

    private void end(Status.Code status) {
        if (!over) {
            over = true;
            ended.ended(status, System.nanoTime() - intended);
        }
    }
}
