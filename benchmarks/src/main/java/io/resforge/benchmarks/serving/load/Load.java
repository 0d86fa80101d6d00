package io.resforge.benchmarks.serving.load;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Calls that go on until it is closed, and are measured while by while. Subclasses say when a call is made; all of that is on the event loop. */
public abstract class Load implements AutoCloseable {

    private static final long DRAIN_SECONDS = 30;
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Connections connections;
    private final List<Request> requests;
    private CallTally tally;
    private long number;
    private long underWay;

    Load(Connections connections, List<Request> requests) {
        this.connections = connections;
        this.requests = requests;
        this.tally = new CallTally(connections.processorSeconds());
    }

    /** What comes of the calls from now on for this long; those that began before are counted where they end. */
    public Measurement measure(Duration duration) {
        lap();
        pause(duration);
        return lap();
    }

    /** What came of the calls since the last lap, or the start. */
    public Measurement lap() {
        return onLoop(() -> {
            Measurement lap = tally.measurement(connections.processorSeconds());
            tally = new CallTally(connections.processorSeconds());
            return lap;
        });
    }

    /** Lets the calls go on for a while. */
    public void pause(Duration duration) {
        await(connections.loop().schedule(() -> {}, duration.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Starts a call; to be called on the event loop. */
    final LoadCall call(LoadCall.Ended then, long intended, long deadline) {
        long now = System.nanoTime();
        Request request = requests.get((int) (number % requests.size()));
        LoadCall exchange = new LoadCall((status, nanos) -> ended(then, status, nanos), intended, deadline);
        underWay++;
        tally.sent(now - intended);
        exchange.begin(connections, number++, request);
        return exchange;
    }

    private void ended(LoadCall.Ended then, Status.Code status, long nanos) {
        underWay--;
        tally.ended(status, nanos);
        then.ended(status, nanos);
    }

    /** Makes no more calls; those under way may end. */
    abstract void stop();

    /** Makes no more calls, and waits for those under way. */
    @Override
    public final void close() {
        onLoop(this::stop);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (onLoop(() -> underWay) > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("calls were still under way after " + DRAIN_SECONDS + " s");
            }
            pause(LOOK);
        }
    }

    final void onLoop(Runnable work) {
        await(connections.loop().submit(work));
    }

    private <T> T onLoop(Callable<T> work) {
        return await(connections.loop().submit(work));
    }

    final Connections connections() {
        return connections;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load generator failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What came of the calls of a while; belongs to the event loop until the while is over. */
    static final class CallTally {

        private static final long LONGEST_NANOS = 60_000_000_000L;

        private final long begun = System.nanoTime();
        private final double processorBefore;
        private final long[] byStatus = new long[Status.Code.values().length];
        private final Histogram accepted = new Histogram(LONGEST_NANOS, 3);
        private final Histogram lateness = new Histogram(LONGEST_NANOS, 3);
        private long sent;

        CallTally(double processorBefore) {
            this.processorBefore = processorBefore;
        }

        /**
         * @param lateNanos after the moment that was intended
         */
        void sent(long lateNanos) {
            sent++;
            lateness.recordValue(Math.clamp(lateNanos, 0, LONGEST_NANOS));
        }

        void ended(Status.Code status, long nanos) {
            byStatus[status.ordinal()]++;
            if (status == Status.Code.OK) {
                accepted.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
            }
        }

        Measurement measurement(double processorNow) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Measurement(seconds, sent, byStatus, accepted, lateness, processorNow - processorBefore);
        }
    }
}
