package io.resforge.benchmarks.serving.attack;

import io.grpc.Status;
import io.resforge.benchmarks.serving.load.Request;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Asks for health, for metrics and for small images all the time, as a cluster and its callers do, and tells how long that took. */
public final class Witness implements AutoCloseable {

    private static final long HEALTH_MILLIS = 200;
    private static final long METRICS_MILLIS = 1_000;
    private static final long CALL_MILLIS = 50;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 3;

    private final AttackedService service;
    private final Request call;
    private final byte[] picture;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private Seen seen = new Seen();

    /** @param picture a small image file */
    public Witness(AttackedService service, Request call, byte[] picture) {
        this.service = service;
        this.call = call;
        this.picture = picture;
        every(HEALTH_MILLIS, () -> probe("/q/health/live"));
        every(METRICS_MILLIS, () -> probe("/q/metrics"));
        every(CALL_MILLIS, this::grpc);
        every(CALL_MILLIS, this::http);
    }

    /** What was seen in a while. */
    public static final class Seen {

        private final Histogram health = new Histogram(LONGEST_MICROS, DIGITS);
        private final Histogram calls = new Histogram(LONGEST_MICROS, DIGITS);
        private final List<String> failures = new ArrayList<>();

        /** The longest that health or metrics took. */
        public Duration worstHealth() {
            return Duration.ofNanos(health.getMaxValue() * 1_000);
        }

        /** 99% of the callers' calls took no longer. */
        public Duration callers() {
            return Duration.ofNanos(calls.getValueAtPercentile(99) * 1_000);
        }

        /** Calls that were answered. */
        public long answered() {
            return calls.getTotalCount();
        }

        /** What failed, of health and of calls. */
        public List<String> failures() {
            return failures;
        }
    }

    /** What was seen since this was asked last. */
    public synchronized Seen lap() {
        Seen lap = seen;
        seen = new Seen();
        return lap;
    }

    private void every(long millis, Runnable look) {
        threads.scheduleWithFixedDelay(look, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** Over a connection of its own, as a kubelet does. */
    private void probe(String path) {
        long begun = System.nanoTime();
        String first;
        try (Socket socket = service.say("GET " + path + " HTTP/1.0\r\n\r\n")) {
            first = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            socket.getInputStream().skip(Long.MAX_VALUE);
        } catch (IOException e) {
            first = e.toString();
        }
        note(begun, first.equals("HTTP/1.0 200") || first.equals("HTTP/1.1 200"), path + ": " + first, true);
    }

    private void grpc() {
        long begun = System.nanoTime();
        Status.Code code = service.call(call.method().getFullMethodName(), call.message(), "identity");
        note(begun, code == Status.Code.OK, "gRPC caller: " + code, false);
    }

    private void http() {
        long begun = System.nanoTime();
        try {
            String status = service.request("POST", "/v1/classify", picture, "Content-Type", "image/png");
            note(begun, status.equals("200"), "HTTP caller: " + status, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(long begun, boolean ok, String problem, boolean health) {
        long micros = Math.min(LONGEST_MICROS, (System.nanoTime() - begun) / 1_000);
        if (!ok) {
            seen.failures.add(problem);
        }
        if (health || ok) {
            (health ? seen.health : seen.calls).recordValue(micros);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
