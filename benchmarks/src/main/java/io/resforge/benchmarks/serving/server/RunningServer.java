package io.resforge.benchmarks.serving.server;

import io.grpc.Status;
import io.resforge.benchmarks.serving.load.ClosedLoop;
import io.resforge.benchmarks.serving.load.Connections;
import io.resforge.benchmarks.serving.load.Measurement;
import io.resforge.benchmarks.serving.load.Request;
import java.time.Duration;
import java.util.List;

/**
 * A server that answers.
 *
 * @param name as tables print it
 * @param requests that it is asked, in turns
 * @param startSeconds from its start to its first answer
 */
public record RunningServer(
        String name, ServerProcess process, Connections connections, List<Request> requests, double startSeconds)
        implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final long TIMEOUT_NANOS = 180_000_000_000L;

    /** Waits for the first answer. */
    static RunningServer of(
            String name, ServerProcess process, Connections connections, List<Request> requests, long begun) {
        try (ClosedLoop first = ClosedLoop.start(connections, requests.subList(0, 1), 1)) {
            while (first.measure(LOOK).count(Status.Code.OK) == 0) {
                process.requireAlive();
                if (System.nanoTime() - begun > TIMEOUT_NANOS) {
                    throw new IllegalStateException(name + " did not answer within 3 minutes");
                }
            }
        }
        return new RunningServer(name, process, connections, requests, (System.nanoTime() - begun) / 1e9);
    }

    /** Asks it for a while, each caller its next question when it has the answer to the one before. */
    public Measurement ask(int callers, Duration duration) {
        try (ClosedLoop load = ClosedLoop.start(connections, requests, callers)) {
            return load.measure(duration);
        }
    }

    @Override
    public void close() {
        connections.close();
        process.close();
    }
}
