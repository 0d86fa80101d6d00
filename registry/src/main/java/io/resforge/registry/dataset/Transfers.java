package io.resforge.registry.dataset;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Transfers packs, a few at a time: one would not fill a fast line, and each one more takes memory. */
final class Transfers {

    private static final int AT_ONCE = 4;

    private Transfers() {}

    /** Does the work for every pack, and tells of each that is done. After a failure nothing new is begun. */
    static void each(List<Pack> packs, Consumer<Pack> work, TransferProgress progress) throws InterruptedException {
        long total = packs.stream().mapToLong(Pack::bytes).sum();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().name("data-", 1).daemon().factory())) {
            try {
                long done = 0;
                progress.at(0, total);
                CompletionService<Pack> transfers = new ExecutorCompletionService<>(threads);
                packs.forEach(pack -> transfers.submit(() -> work.accept(pack), pack));
                for (int i = 0; i < packs.size(); i++) {
                    done += transfers.take().get().bytes();
                    progress.at(done, total);
                }
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException failure -> failure;
            default -> new IllegalStateException(cause);
        };
    }
}
