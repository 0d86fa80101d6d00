package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.registry.store.ObservedStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelWatchTest extends WatcherFixture {

    @Test
    void looksOnceForTwentyThousandWhoAskAtOnce() throws Exception {
        // Given
        String bad = store.publish(FIRST);
        store.damage(bad);
        store.promote(bad);
        AtomicLong calls = new AtomicLong();
        server = new LoadingServer(
                ObservedStore.of(store.objects(), (operation, failed, nanos) -> calls.incrementAndGet()),
                folder.resolve("another cache"));
        ModelWatch watch = server.watch();
        watch.start();
        await().until(() -> server.events(VersionRefused.class).size() == 1);
        long before = calls.get();
        // When
        for (int i = 0; i < 20_000; i++) {
            watch.retryRefused();
        }
        // Then
        await().until(() -> calls.get() > before);
        watch.stop();
        watch.awaitEnd(Duration.ofSeconds(20));
        assertThat(calls.get() - before).isLessThan(100);
        assertThat(server.events(VersionRefused.class)).hasSizeLessThanOrEqualTo(3);
    }
}
