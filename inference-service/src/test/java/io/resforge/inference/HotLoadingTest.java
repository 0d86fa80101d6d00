package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.Workplace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers notice of new models and of a store that is gone. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class HotLoadingTest extends RunningService {

    @Test
    void neverServesAVersionWithAFlippedByteAndSaysWhy() {
        // Given
        String bad = store.publish(SECOND);
        store.damage(bad);
        double refusedBefore =
                client.metric("resforge_model_reload_total{model=\"cifar10\",reason=\"checksum\",result=\"refused\"}");
        // When
        store.promote(bad);
        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> client.model().getRefusedCount() == 1);
        assertThat(client.model().getRefused(0).getVersion()).isEqualTo(bad);
        assertThat(client.model().getRefused(0).getReason()).contains("SHA-256");
        assertThat(client.classify(1).getModel().getVersion()).isEqualTo(live);
        assertThat(client.metric(
                        "resforge_model_reload_total{model=\"cifar10\",reason=\"checksum\",result=\"refused\"}"))
                .isEqualTo(refusedBefore + 1);
        String later = store.promote(SECOND);
        client.awaitLive(later);
        assertThat(client.model().getRefusedCount()).isZero();
    }

    @Test
    void failsNoCallWhileModelsAreReplacedUnderLoad() throws Exception {
        // Given
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(callers.submit(() -> callUntil(done)));
            }
            // When
            for (int i = 0; i < 5; i++) {
                client.awaitLive(store.promote(i % 2 == 0 ? SECOND : FIRST));
            }
            done.set(true);
            // Then
            for (Future<Integer> caller : calls) {
                assertThat(caller.get()).isPositive();
            }
        }
    }

    @Test
    void keepsAnsweringWhileTheStoreIsGone() {
        // Given
        double lostBefore =
                client.metric("resforge_model_reload_total{model=\"cifar10\",reason=\"store\",result=\"failed\"}");
        // When
        store.lose();
        // Then
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.metric(
                                "resforge_model_reload_total{model=\"cifar10\",reason=\"store\",result=\"failed\"}")
                        > lostBefore);
        assertThat(client.classify(1).getModel().getVersion()).isEqualTo(live);
        store.restore();
        client.awaitLive(store.promote(SECOND));
    }

    private int callUntil(AtomicBoolean done) {
        int calls = 0;
        while (!done.get()) {
            client.classify(calls++);
        }
        return calls;
    }
}
