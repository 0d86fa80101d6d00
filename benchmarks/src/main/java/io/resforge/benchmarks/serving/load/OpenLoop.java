package io.resforge.benchmarks.serving.load;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Calls at a fixed rate, whether or not the server keeps up. Each tick of a millisecond sends what is due, so that the calls of a tick share
 * their packets; a call's time counts from the moment that was intended for it, not from the tick.
 */
public final class OpenLoop extends Load {

    private static final long TICK_NANOS = 1_000_000;

    private final double perNano;
    private final long timeout;
    private final Queue<LoadCall> underWay = new ArrayDeque<>();
    private final long begun = System.nanoTime();
    private ScheduledFuture<?> ticks;
    private long sent;

    private OpenLoop(Connections connections, List<Request> requests, double perSecond, Duration deadline) {
        super(connections, requests);
        this.perNano = perSecond / 1e9;
        this.timeout = deadline.toNanos();
    }

    /**
     * Starts calling.
     *
     * @param requests that are sent in turns
     * @param perSecond calls a second
     * @param deadline of each call
     */
    public static OpenLoop start(Connections connections, List<Request> requests, double perSecond, Duration deadline) {
        OpenLoop load = new OpenLoop(connections, requests, perSecond, deadline);
        load.ticks = connections.loop().scheduleAtFixedRate(load::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        return load;
    }

    private void tick() {
        long now = System.nanoTime();
        expire(now);
        while (sent < (now - begun) * perNano) {
            long intended = begun + (long) (sent++ / perNano);
            underWay.add(call(OpenLoop::nothing, intended, intended + timeout));
        }
    }

    /** All calls have the same timeout, so the oldest expire first. */
    private void expire(long now) {
        LoadCall oldest;
        while ((oldest = underWay.peek()) != null && (oldest.isOver() || oldest.deadline() <= now)) {
            underWay.remove();
            if (!oldest.isOver()) {
                oldest.expire();
            }
        }
    }

    private static void nothing(Status.Code status, long nanos) {}

    @Override
    void stop() {
        ticks.cancel(false);
        // Their timer has ended, so they end here.
        connections().loop().schedule(() -> expire(Long.MAX_VALUE), timeout, TimeUnit.NANOSECONDS);
    }
}
