package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ReloadEvent.CacheFailed;
import io.resforge.inference.models.ReloadEvent.CachedVersionRefused;
import io.resforge.inference.models.ReloadEvent.WentLive;
import io.resforge.inference.testing.CountedEngines;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the disk cache is good for, and what it survives. */
class DiskCacheTest extends WatchFixture {

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
        assertThat(server.events(CacheFailed.class)).hasSize(1);
    }

    @Test
    void triesTheCacheAgainWhenMemoryWasLackingWhileTheStoreIsGone() {
        // Given
        store.promote(FIRST);
        server.look();
        store.lose();
        server.close();
        CountedEngines engines = new CountedEngines();
        engines.fail(new OutOfMemoryError("Java heap space"));
        server = new LoadingServer(store.objects(), folder.resolve("cache"), engines);
        // When
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("none");
        server.look();
        assertThat(server.live()).isEqualTo("1");
    }

    private Path cached(String version, String file) {
        return folder.resolve("cache/models/cifar10/versions/" + version + "/" + file);
    }
}
