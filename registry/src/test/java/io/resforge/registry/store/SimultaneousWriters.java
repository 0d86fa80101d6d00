package io.resforge.registry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets several writers do something at the same moment. */
public final class SimultaneousWriters {

    private SimultaneousWriters() {}

    /** What one writer does. */
    @FunctionalInterface
    public interface Writer<T> {
        T write(int writer) throws Exception;
    }

    /** Runs {@code writers} at once and returns what each returned, in their order. */
    public static <T> List<T> of(int writers, Writer<T> writer) throws Exception {
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int number = i;
                futures.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return writer.write(number);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
