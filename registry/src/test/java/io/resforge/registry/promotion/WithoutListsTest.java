package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.testing.StaticSite;
import java.time.Clock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an inference service needs of a store that it reads over plain HTTP, which has no lists. */
class WithoutListsTest {

    private final MemoryStore published = new MemoryStore();
    private final StaticSite site = StaticSite.start();
    private final ObjectStore store = ObjectStore.open(site.address() + "/store");

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9})
    void findsEveryPromotion(int count) {
        // Given
        publish(count);
        Promotions promotions = new Promotions(store, Clock.systemUTC());
        // Then
        assertThat(promotions.history(MODEL)).hasSize(count);
        assertThat(promotions.champion(MODEL).map(Promotion::number).orElse(0L)).isEqualTo(count);
        assertThat(promotions.newerThan(MODEL, count)).isEmpty();
    }

    @Test
    void readsTheChampionWhole() {
        // Given
        publish(2);
        // When
        String champion = new Promotions(store, Clock.systemUTC())
                .champion(MODEL)
                .orElseThrow()
                .version();
        // Then
        assertThat(new Checkpoints(store, Clock.systemUTC())
                        .fetch(MODEL, champion)
                        .weights()
                        .parameters())
                .isEqualTo(weights(2).parameters());
    }

    @Test
    void asksForFewObjectsOfALongLog() {
        assertThat(LastNumber.where(number -> number <= 1_000_000)).isEqualTo(1_000_000);
        int[] asked = new int[1];
        LastNumber.where(number -> {
            asked[0]++;
            return number <= 1_000_000;
        });
        assertThat(asked[0]).isLessThan(45);
    }

    @Test
    void doesNotBelieveAServerThatHasEverything() {
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> LastNumber.where(number -> true))
                .withMessageContaining("one of every number");
    }

    /** Publishes versions, each better than the last, and copies them to the site. */
    private void publish(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> {
            new Checkpoints(published, Clock.systemUTC()).publish(draft(i / 10.0), weights(i));
            new Promotions(published, Clock.systemUTC()).promoteIfBetter(MODEL, Integer.toString(i), "trainer");
        });
        published
                .list("")
                .forEach(key -> site.put("/store/" + key, published.get(key).orElseThrow()));
    }
}
