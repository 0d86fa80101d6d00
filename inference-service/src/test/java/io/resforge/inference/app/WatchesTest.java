package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TestStore;
import io.resforge.registry.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WatchesTest {

    private static final int MODELS = 20;

    @TempDir
    Path folder;

    private final CountDownLatch underWay = new CountDownLatch(MODELS);
    private final CountDownLatch never = new CountDownLatch(1);

    /** Twenty times a second would be more than the limit. */
    @Test
    @Timeout(120)
    void waitsForTheLooksOfAllModelsTogetherNoLongerThanForOne() throws InterruptedException {
        // Given
        TestStore store = new TestStore(folder);
        Map<String, ModelWatch> watches = new HashMap<>();
        for (int model = 0; model < MODELS; model++) {
            LoadingServer server = new LoadingServer(store.objects(), folder.resolve("cache"), slow());
            watches.put("model-" + model, server.watch());
        }
        Watches all = new Watches(watches, Optional.empty(), Optional.empty());
        all.start();
        underWay.await();
        // When
        long begin = System.nanoTime();
        all.close(Duration.ofSeconds(1));
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        never.countDown();
    }

    private Engines slow() {
        return new Engines() {
            @Override
            public void start() {
                underWay.countDown();
                boolean interrupted = false;
                while (never.getCount() > 0) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted = true; // native code, too, does not listen
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public long bytes(Checkpoint checkpoint) {
                throw new AssertionError("nothing is to be loaded");
            }

            @Override
            public Engine load(Checkpoint checkpoint, Runnable loaded) {
                throw new AssertionError("nothing is to be loaded");
            }
        };
    }
}
