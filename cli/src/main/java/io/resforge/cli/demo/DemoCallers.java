package io.resforge.cli.demo;

import io.resforge.cli.demo.DemoImages.DemoImage;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassifyResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Some threads that keep asking, one picture a call, until they are closed. A failed call is not tried again: it counts. */
final class DemoCallers implements AutoCloseable {

    /** How many threads. */
    static final int THREADS = 3;

    // A breath between two calls, so that training next door gets on.
    private static final long PAUSE_MILLIS = 25;

    private final ResForgeClient client;
    private final List<DemoImage> pictures;
    private final CallCounts calls = new CallCounts();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private DemoCallers(String address, List<DemoImage> pictures) {
        this.client = ResForgeClient.builder().inference(address).attempts(1).build();
        this.pictures = pictures;
    }

    /** Begins to call. */
    static DemoCallers start(String address, List<DemoImage> pictures) {
        DemoCallers callers = new DemoCallers(address, pictures);
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            Thread thread = new Thread(() -> callers.callOn(first), "caller-" + i);
            thread.setDaemon(true);
            thread.start();
            callers.threads.add(thread);
        }
        return callers;
    }

    /** What became of the calls so far. */
    CallCounts calls() {
        return calls;
    }

    private void callOn(int first) {
        try {
            for (int i = first; !stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
                call(pictures.get(i % pictures.size()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(DemoImage picture) {
        try {
            ClassifyResponse answer = client.inference().classify(picture.image());
            calls.answeredBy(answer.getModel().getVersion());
        } catch (RuntimeException failure) {
            calls.failed(failure);
        }
    }

    /** Waits for the calls that are under way, and ends. */
    @Override
    public void close() {
        stop.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }

    /** What became of many calls. Safe for several threads. */
    static final class CallCounts {

        private final Map<String, LongAdder> answered = new ConcurrentHashMap<>();
        private final LongAdder failed = new LongAdder();
        private volatile String lastFailure = "";

        void answeredBy(String version) {
            answered.computeIfAbsent(version, v -> new LongAdder()).increment();
        }

        void failed(RuntimeException why) {
            failed.increment();
            lastFailure = String.valueOf(why.getMessage());
        }

        /** Calls in all. */
        long made() {
            return failures()
                    + answered.values().stream().mapToLong(LongAdder::sum).sum();
        }

        /** Calls that failed. */
        long failures() {
            return failed.sum();
        }

        /** How many calls each version answered, in the versions' order. */
        Map<String, Long> byVersion() {
            Map<String, Long> counts =
                    new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
            answered.forEach((version, count) -> counts.put(version, count.sum()));
            return Collections.unmodifiableMap(counts);
        }

        /** Why the last failure failed; empty if none did. */
        String lastFailure() {
            return lastFailure;
        }
    }
}
