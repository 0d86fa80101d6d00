package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.resforge.inference.models.ReloadEvent.FirstLookEnded;
import io.resforge.inference.models.ReloadEvent.NothingPromoted;
import io.resforge.inference.models.ReloadEvent.PromotionDamaged;
import io.resforge.inference.models.ReloadEvent.StoreBack;
import io.resforge.inference.models.ReloadEvent.StoreLost;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.models.ReloadEvent.WentLive;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.store.ObservedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the watch follows, and what it outlives. */
class ModelWatchTest extends WatchFixture {

    @Test
    void servesTheChampionAndThenEachNewerOne() {
        // Given
        store.promote(FIRST);
        server.look();
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(FIRST.logits(TinyNetwork.pixels(9)));
        // When
        store.promote(SECOND);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(SECOND.logits(TinyNetwork.pixels(9)));
    }

    @Test
    void loadsNothingAgainWhileNothingIsNew() {
        // Given
        store.promote(FIRST);
        // When
        server.look();
        server.look();
        server.look();
        // Then
        assertThat(server.events(WentLive.class)).hasSize(1);
    }

    @Test
    void saysOnceThatNothingIsPromoted() {
        // When
        server.look();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("none");
        assertThat(server.events(NothingPromoted.class)).hasSize(1);
    }

    @Test
    void saysOnceThatTheFirstLookHasEndedWhateverCameOfIt() {
        // Given: nothing promoted, no store, a champion that is refused
        server.look();
        LoadingServer withoutStore = restarted();
        store.lose();
        withoutStore.look();
        store.restore();
        String bad = store.publish(FIRST);
        store.damage(bad);
        store.promote(bad);
        LoadingServer refusing = restarted();
        refusing.look();
        // Then
        for (LoadingServer each : List.of(server, withoutStore, refusing)) {
            each.look();
            assertThat(each.live()).isEqualTo("none");
            assertThat(each.events(FirstLookEnded.class)).hasSize(1);
        }
    }

    @Test
    void keepsServingWhileTheStoreIsGoneAndFollowsItAgainAfterwards() {
        // Given
        store.promote(FIRST);
        server.look();
        store.lose();
        // When
        server.look();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.events(StoreLost.class)).hasSize(1);
        store.restore();
        store.promote(SECOND);
        server.look();
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.events(StoreBack.class)).hasSize(1);
    }

    @Test
    void looksLessOftenWhileTheStoreIsGone() {
        // Given
        store.lose();
        // When
        long first = server.look().toMillis();
        server.look();
        server.look();
        long fourth = server.look().toMillis();
        // Then
        assertThat(first).isBetween(1000L, 2000L);
        assertThat(fourth).isBetween(8000L, 16000L);
    }

    @Test
    void followsAStoreThatWasBegunAnew() {
        // Given
        store.promote(FIRST);
        store.promote(SECOND);
        server.look();
        store.lose();
        server.look();
        // When: version 1 and promotion 1 of the new store are not those of the old
        store = new TestStore(folder);
        store.promote(THIRD);
        server.look();
        // Then
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(THIRD.logits(TinyNetwork.pixels(9)));
        store.promote(FIRST);
        server.look();
        assertThat(server.live()).isEqualTo("2");
    }

    @Test
    void followsAStoreThatWasBegunAnewAlsoIfItSeesItWhileItIsEmpty() {
        // Given
        store.promote(FIRST);
        server.look();
        store.lose();
        server.look();
        store = new TestStore(folder);
        server.look();
        assertThat(server.live()).isEqualTo("1");
        // When
        store.promote(SECOND);
        server.look();
        // Then
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(SECOND.logits(TinyNetwork.pixels(9)));
    }

    @Test
    void outlivesADamagedPromotionAndLoadsTheNextOne() throws IOException {
        // Given
        store.promote(FIRST);
        server.look();
        Promotion damaged = store.promote(store.publish(SECOND));
        Path entry = store.root().resolve("models/cifar10/promotions/0000000" + damaged.number() + ".json");
        Files.writeString(entry, "{");
        server.look();
        server.look();
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.events(PromotionDamaged.class)).hasSize(1);
        // When
        store.promote(store.publish(THIRD));
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("3");
    }

    @Test
    @Timeout(60)
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
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.events(VersionRefused.class).size() == 1);
        long before = calls.get();
        // When
        for (int i = 0; i < 20_000; i++) {
            watch.retryRefused();
        }
        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() > before);
        watch.stop();
        watch.awaitEnd(Duration.ofSeconds(20));
        assertThat(calls.get() - before).isLessThan(100);
        assertThat(server.events(VersionRefused.class)).hasSizeLessThanOrEqualTo(3);
    }
}
