package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.models.ReloadEvent.StoreLost;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.models.ReloadEvent.WatchFailed;
import io.resforge.inference.testing.BrokenEngines;
import io.resforge.inference.testing.CountedEngines;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.SteppingClock;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.registry.checkpoint.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is never served, and what is served in its place. */
class RejectedVersionTest extends WatchFixture {

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
    void triesARefusedVersionOnceInSomeSecondsHoweverOftenThatIsAskedFor() {
        // Given
        SteppingClock clock = new SteppingClock();
        server = new LoadingServer(
                ModelPolicy.champion(TinyNetwork.MODEL),
                store.objects(),
                folder.resolve("another cache"),
                new MemoryBudget(OptionalLong.empty()),
                clock);
        String bad = store.publish(FIRST);
        store.damage(bad);
        store.promote(bad);
        server.look();
        // When
        for (int i = 0; i < 10; i++) {
            server.retryRefused();
            server.look();
        }
        // Then
        assertThat(refusals()).as("the first, and one retry").hasSize(2);
        clock.advance(Duration.ofSeconds(6));
        server.look();
        assertThat(refusals()).as("what was asked for meanwhile").hasSize(3);
        server.look();
        assertThat(refusals()).hasSize(3);
        clock.advance(Duration.ofDays(-1));
        server.retryRefused();
        server.look();
        assertThat(refusals()).as("the clock was set back").hasSize(4);
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
        assertThat(refusals()).extracting(RejectedVersion::version).containsExactly("4", "3");
        server.look();
        assertThat(refusals()).hasSize(2);
    }

    @Test
    void triesARefusedVersionAgainOnceItHasChanged() {
        // Given
        String version = store.publish(FIRST);
        store.editManifest(version, "resnet8-v1", "resnet14-v1");
        store.promote(version);
        server.look();
        server.look();
        assertThat(refusals()).hasSize(1);
        // When
        store.editManifest(version, "resnet14-v1", "resnet8-v1");
        server.look();
        // Then
        assertThat(server.live()).isEqualTo(version);
    }

    @Test
    void triesARefusedVersionAgainWhenItIsPromotedAgain() {
        // Given: a file that is repaired, while the manifest stays as it was
        String version = store.publish(FIRST);
        store.damage(version);
        store.promote(version);
        server.look();
        store.damage(version);
        server.look();
        assertThat(server.live()).isEqualTo("none");
        // When
        store.promote(version);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo(version);
    }

    @Test
    void triesAChangedVersionAgainAlsoWhenTheStoreGoesAwayOnTheWay() throws IOException {
        // Given
        String version = store.publish(FIRST);
        store.editManifest(version, "resnet8-v1", "resnet14-v1");
        store.promote(version);
        server.look();
        store.editManifest(version, "resnet14-v1", "resnet8-v1");
        Path parameters = store.root().resolve("models/cifar10/versions/" + version + "/" + Manifest.PARAMETERS);
        Path aside = folder.resolve("aside");
        Files.move(parameters, aside);
        Files.createSymbolicLink(parameters, aside);
        server.look();
        assertThat(server.events(StoreLost.class)).hasSize(1);
        // When
        Files.delete(parameters);
        Files.move(aside, parameters);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo(version);
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
        assertRefused(RefusalReason.MEMORY, "out of native memory");
        assertThat(server.events(WatchFailed.class)).isEmpty();
    }

    @Test
    void triesAVersionAgainForWhichMemoryOrThreadsWereLackingLessAndLessOften() {
        // Given
        SteppingClock clock = new SteppingClock();
        CountedEngines engines = new CountedEngines();
        engines.fail(
                new OutOfMemoryError("unable to create native thread"),
                new OutOfMemoryError("Java heap space"),
                new UnsatisfiedLinkError("cannot allocate memory in static TLS block"));
        serve(engines, clock);
        store.promote(FIRST);
        // When
        for (int seconds : List.of(0, 4, 1, 9, 1, 19)) {
            clock.advance(Duration.ofSeconds(seconds));
            server.look();
        }
        // Then: 0, 5 and 15 s after the first
        assertThat(refusals())
                .extracting(RejectedVersion::reason)
                .containsExactly(RefusalReason.MEMORY, RefusalReason.MEMORY, RefusalReason.ENGINE);
        assertThat(server.live()).isEqualTo("none");
        clock.advance(Duration.ofSeconds(1));
        server.look();
        assertThat(server.live()).isEqualTo("1");
    }

    @Test
    void doesNotWaitForAVersionThatIsNotWhatItsManifestSays() {
        // Given
        SteppingClock clock = new SteppingClock();
        serve(new CountedEngines(), clock);
        String bad = store.publish(FIRST);
        store.damage(bad);
        store.promote(bad);
        server.look();
        // When
        clock.advance(Duration.ofDays(1));
        server.look();
        // Then
        assertThat(refusals()).hasSize(1);
    }

    private void serve(Engines engines, Clock clock) {
        server.close();
        server = new LoadingServer(
                ModelPolicy.champion(TinyNetwork.MODEL),
                store.objects(),
                folder.resolve("cache"),
                engines,
                new MemoryBudget(OptionalLong.empty()),
                clock);
    }

    private void assertRefused(RefusalReason reason, String words) {
        assertThat(server.live()).isEqualTo("none");
        assertThat(refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.message()).contains(words);
        });
    }

    private List<RejectedVersion> refusals() {
        return server.events(VersionRefused.class).stream()
                .map(VersionRefused::refusal)
                .toList();
    }
}
