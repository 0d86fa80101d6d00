package io.resforge.inference.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.loader.RefusalReason;
import io.resforge.inference.loader.TorchEngines;
import io.resforge.inference.testing.BrokenEngines;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.watcher.ReloadEvent.CachedVersionRefused;
import io.resforge.inference.watcher.ReloadEvent.NothingPromoted;
import io.resforge.inference.watcher.ReloadEvent.PromotionDamaged;
import io.resforge.inference.watcher.ReloadEvent.StoreBack;
import io.resforge.inference.watcher.ReloadEvent.StoreLost;
import io.resforge.inference.watcher.ReloadEvent.VersionRefused;
import io.resforge.inference.watcher.ReloadEvent.WatchFailed;
import io.resforge.inference.watcher.ReloadEvent.WentLive;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.promotion.Promotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherTest {

    private static final TinyNetwork FIRST = TinyNetwork.of(1);
    private static final TinyNetwork SECOND = TinyNetwork.of(2);
    private static final TinyNetwork THIRD = TinyNetwork.of(3);

    @TempDir
    Path folder;

    private TestStore store;
    private LoadingServer server;

    @BeforeEach
    void start() {
        store = new TestStore(folder);
        server = restarted();
    }

    @AfterEach
    void stop() {
        server.close();
    }

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
    void keepsServingTheOldModelWhenAByteOfTheNewOneIsFlippedAndLoadsALaterGoodOne() {
        // Given
        store.promote(FIRST);
        server.look();
        String bad = store.publish(SECOND);
        store.damage(bad);
        store.promote(bad);
        // When
        server.look();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(RefusalReason.CHECKSUM);
            assertThat(refusal.message()).contains("model.safetensors", "SHA-256");
        });
        store.promote(THIRD);
        server.look();
        assertThat(server.live()).isEqualTo("3");
    }

    @Test
    void refusesWeightsThatDoNotComputeTheirGoldenLogits() {
        // Given
        String bad = store.publishWithWrongGolden(FIRST, SECOND);
        store.promote(bad);
        // When
        server.look();
        // Then
        assertRefused(RefusalReason.GOLDEN, "golden image 0");
    }

    @Test
    void refusesWeightsThatAreNoNumbers() {
        // Given
        String bad = store.publish(FIRST);
        store.makeNotFinite(bad);
        store.promote(bad);
        // When
        server.look();
        // Then
        assertRefused(RefusalReason.INCOMPATIBLE, "NaN");
    }

    @Test
    void refusesParametersOfAnotherArchitecture() {
        // Given
        String bad = store.publish(FIRST);
        store.editManifest(bad, "resnet8-v1", "resnet14-v1");
        store.promote(bad);
        // When
        server.look();
        // Then
        assertRefused(RefusalReason.INCOMPATIBLE, "resnet14-v1");
    }

    @Test
    void refusesAVersionWhoseParametersAreMissing() {
        // Given
        String bad = store.publish(FIRST);
        store.promote(bad);
        store.remove(bad, Manifest.PARAMETERS);
        // When
        server.look();
        // Then
        assertRefused(RefusalReason.CHECKSUM, "is missing");
    }

    @Test
    void refusesAVersionThatIsGone() {
        // Given
        String bad = store.publish(FIRST);
        store.promote(bad);
        store.remove(bad, "manifest.json");
        // When
        server.look();
        // Then
        assertRefused(RefusalReason.MISSING, "is missing");
    }

    @Test
    void fallsBackAtTheStartToTheNewestPromotionThatLoads() {
        // Given: of four promotions the last two are bad
        store.promote(FIRST);
        store.promote(SECOND);
        for (TinyNetwork network : List.of(THIRD, FIRST)) {
            String bad = store.publish(network);
            store.damage(bad);
            store.promote(bad);
        }
        // When
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
        assertThat(refusals()).extracting(Refusal::version).containsExactly("4", "3");
        server.look();
        assertThat(refusals()).hasSize(2);
    }

    @Test
    void triesARefusedVersionAgainOnlyWhenItIsPromotedAgain() {
        // Given
        String version = store.publish(FIRST);
        store.editManifest(version, "resnet8-v1", "resnet14-v1");
        store.promote(version);
        server.look();
        store.editManifest(version, "resnet14-v1", "resnet8-v1");
        server.look();
        assertThat(server.live()).isEqualTo("none");
        // When
        store.promote(version);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo(version);
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
    void servesTheLastGoodVersionFromTheCacheAfterARestartWithoutTheStore() {
        // Given
        store.promote(FIRST);
        store.promote(SECOND);
        server.look();
        store.lose();
        // When
        server.close();
        server = restarted();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.events(WentLive.class)).singleElement().matches(WentLive::fromCache);
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(SECOND.logits(TinyNetwork.pixels(9)));
        store.restore();
        store.promote(THIRD);
        server.look();
        assertThat(server.live()).isEqualTo("3");
    }

    @Test
    void loadsNothingAgainWhenTheStoreComesBackWithWhatTheCacheHad() {
        // Given
        store.promote(FIRST);
        server.look();
        store.lose();
        server.close();
        server = restarted();
        server.look();
        // When
        store.restore();
        server.look();
        // Then
        assertThat(server.events(WentLive.class)).hasSize(1);
    }

    @Test
    void refusesADamagedCacheAndServesTheVersionBefore() throws IOException {
        // Given
        store.promote(FIRST);
        server.look();
        store.promote(SECOND);
        server.look();
        store.lose();
        TestStore.damage(cached("2", "model.safetensors"));
        // When
        server.close();
        server = restarted();
        server.look();
        // Then
        assertThat(server.events(CachedVersionRefused.class)).hasSize(1);
        assertThat(server.live()).isEqualTo("1");
    }

    @Test
    void noticesAManifestThatWasChangedInTheCache() throws IOException {
        // Given: a change that leaves it readable
        store.promote(FIRST);
        server.look();
        store.lose();
        Path manifest = cached("1", "manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("frog", "fork"));
        // When
        server.close();
        server = restarted();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("none");
        assertThat(server.events(CachedVersionRefused.class))
                .singleElement()
                .satisfies(event -> assertThat(event.refusal().message()).contains("SHA-256"));
    }

    @Test
    void replacesADamagedCopyInTheCacheByThePublishedOne() throws IOException {
        // Given
        store.promote(FIRST);
        server.look();
        TestStore.damage(cached("1", "model.safetensors"));
        // When
        server.close();
        server = restarted();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(FIRST.logits(TinyNetwork.pixels(9)));
    }

    @Test
    void keepsTheLiveVersionAndTheOneBeforeInTheCacheAndNoMore() {
        // When
        for (TinyNetwork network : List.of(FIRST, SECOND, THIRD)) {
            store.promote(network);
            server.look();
        }
        // Then
        assertThat(cached("1", "model.safetensors")).doesNotExist();
        assertThat(cached("2", "model.safetensors")).exists();
        assertThat(cached("3", "model.safetensors")).exists();
    }

    @Test
    void servesWithoutACacheWhenTheDiskCannotBeWritten() throws IOException {
        // Given: a file where the cache's folder of versions should be
        Files.createDirectories(folder.resolve("cache/models"));
        Files.writeString(folder.resolve("cache/models/cifar10"), "in the way");
        store.promote(FIRST);
        // When
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.events(ReloadEvent.CacheFailed.class)).hasSize(1);
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
    void refusesAVersionThatTheEngineCannotRunAndSurvivesIt() {
        // Given
        server.close();
        server = new LoadingServer(store.objects(), folder.resolve("cache"), new BrokenEngines());
        store.promote(FIRST);
        // When
        server.look();
        // Then
        assertRefused(RefusalReason.ENGINE, "out of native memory");
        assertThat(server.events(WatchFailed.class)).isEmpty();
    }

    private void assertRefused(RefusalReason reason, String words) {
        assertThat(server.live()).isEqualTo("none");
        assertThat(refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.message()).contains(words);
        });
    }

    private List<Refusal> refusals() {
        return server.events(VersionRefused.class).stream()
                .map(VersionRefused::refusal)
                .toList();
    }

    private LoadingServer restarted() {
        return new LoadingServer(store.objects(), folder.resolve("cache"), new TorchEngines());
    }

    private Path cached(String version, String file) {
        return folder.resolve("cache/models/cifar10/versions/" + version + "/" + file);
    }
}
