package io.resforge.registry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same to many, so many at once that a store far away is not waited for one by one, and no more. */
public final class Parallel {

    private static final int AT_ONCE = 64;

    private Parallel() {}

    /** The results in the order of the items; fails as the first that fails. */
    public static <A, B> List<B> map(List<A> items, Function<A, B> function) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                Math.clamp(items.size(), 1, AT_ONCE), Thread.ofVirtual().factory())) {
            return results(threads, items, function);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the store was asked", e);
        }
    }

    private static <A, B> List<B> results(ExecutorService threads, List<A> items, Function<A, B> function)
            throws ExecutionException, InterruptedException {
        List<Future<B>> futures = items.stream()
                .map(item -> threads.submit(() -> function.apply(item)))
                .toList();
        List<B> results = new ArrayList<>();
        try {
            for (Future<B> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow(); // after a failure the others are not waited for
        }
    }
}
