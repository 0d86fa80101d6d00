package io.resforge.spine;

import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Threads that keep asking the inference service at a steady pace, and never try a failed call again. */
final class SteadyCallers implements AutoCloseable {

    private static final int THREADS = 3;
    private static final long PAUSE_MILLIS = 20;

    private final ResForgeClient client;
    private final Image[] images;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Queue<ResForgeException> failures = new ConcurrentLinkedQueue<>();

    private SteadyCallers(String address, Image... images) {
        this.client = ResForgeClient.builder().inference(address).attempts(1).build();
        this.images = images;
    }

    /** Begins to ask about these images, all of them with each call. */
    static SteadyCallers start(String address, Image... images) {
        SteadyCallers callers = new SteadyCallers(address, images);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(callers::askOn, "caller-" + i);
            thread.setDaemon(true);
            callers.threads.add(thread);
            thread.start();
        }
        return callers;
    }

    private void askOn() {
        try {
            while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                ask();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        try {
            String version = client.inference().classify(images).getModel().getVersion();
            answers.computeIfAbsent(version, v -> new LongAdder()).increment();
        } catch (ResForgeException failure) {
            failures.add(failure);
        }
    }

    /** How many calls a version has answered. */
    long answersOf(String version) {
        return answers.getOrDefault(version, new LongAdder()).sum();
    }

    /** The calls that failed. */
    List<ResForgeException> failures() {
        return List.copyOf(failures);
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
}
