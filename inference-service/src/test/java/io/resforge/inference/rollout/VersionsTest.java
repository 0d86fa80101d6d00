package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ReloadEvent.VersionLoaded;
import io.resforge.inference.models.ReloadEvent.WentLive;
import io.resforge.inference.models.Routing;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TinyNetwork;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Several versions of a model side by side. */
class VersionsTest extends WatchFixture {

    @Test
    void servesTheNewestVersionsAndLetsOlderOnesGo() {
        // Given
        serve("newest:2", Map.of());
        store.publish(FIRST);
        store.publish(SECOND);
        server.look();
        assertThat(server.routing()).isEqualTo(beside("2", "1"));
        // When
        store.publish(THIRD);
        server.look();
        // Then
        assertThat(server.routing()).isEqualTo(beside("3", "2"));
        assertThat(server.events(VersionLoaded.class)).hasSize(3);
    }

    @Test
    void passesOverANewestVersionThatIsDamaged() {
        // Given
        serve("newest:2", Map.of());
        store.publish(FIRST);
        store.publish(SECOND);
        store.damage(store.publish(THIRD));
        // When
        server.look();
        // Then
        assertThat(server.routing()).isEqualTo(beside("2", "1"));
    }

    @Test
    void servesAPinnedVersionAlthoughAnotherIsPromoted() {
        // Given
        serve("1", Map.of());
        store.publish(FIRST);
        store.promote(SECOND);
        // When
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.logits(TinyNetwork.pixels(9))).containsExactly(FIRST.logits(TinyNetwork.pixels(9)));
    }

    @Test
    void keepsTheVersionOfALabelWhoseNewOneIsRefused() {
        // Given
        serve("champion", Map.of("next", Target.parse("newest")));
        store.promote(FIRST);
        store.publish(SECOND);
        server.look();
        assertThat(server.routing().labels()).isEqualTo(Map.of("next", "2"));
        // When
        store.damage(store.publish(THIRD));
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().labels()).isEqualTo(Map.of("next", "2"));
    }

    @Test
    void loadsNothingWhenAVersionThatIsLoadedIsPromotedAgain() {
        // Given
        store.promote(FIRST);
        server.look();
        // When
        store.promote("1");
        server.look();
        // Then
        assertThat(server.events(VersionLoaded.class)).hasSize(1);
        assertThat(server.events(WentLive.class))
                .extracting(event -> event.model().promotion())
                .containsExactly(1L, 2L);
    }

    @Test
    void loadsOnlyTheLastOfManyPromotions() {
        // Given
        store.promote(FIRST);
        server.look();
        for (int i = 0; i < 20; i++) {
            store.promote(i % 2 == 0 ? SECOND : THIRD);
        }
        // When
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("21");
        assertThat(server.events(VersionLoaded.class)).hasSize(2);
    }

    @Test
    void servesAPinnedVersionOnceItIsPublished() {
        // Given
        serve("2", Map.of());
        store.publish(FIRST);
        server.look();
        assertThat(server.live()).isEqualTo("none");
        // When
        store.publish(SECOND);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
    }

    @Test
    void givesLabelsToTheirVersionsOnceTheseArePublished() {
        // Given
        serve("champion", Map.of("a", Target.parse("2"), "b", Target.parse("3")));
        store.promote(FIRST);
        server.look();
        assertThat(server.routing().labels()).isEmpty();
        // When
        store.publish(SECOND);
        store.publish(THIRD);
        server.look();
        server.look();
        // Then
        assertThat(server.routing().labels()).isEqualTo(Map.of("a", "2", "b", "3"));
    }

    @Test
    void goesBackToTheVersionBeforeWhenTheNewestIsDeleted() {
        // Given
        serve("newest:2", Map.of());
        store.publish(FIRST);
        store.publish(SECOND);
        store.publish(THIRD);
        server.look();
        // When
        store.remove("3", "manifest.json");
        server.look();
        // Then
        assertThat(server.routing()).isEqualTo(beside("2", "1"));
    }

    @Test
    void keepsWhatItHasWhenTheVersionOfALabelIsDeletedAndServesTheOthersAfterARestart() {
        // Given
        Map<String, Target> labels = Map.of("stable", Target.parse("1"));
        serve("champion", labels);
        store.publish(FIRST);
        store.promote(SECOND);
        server.look();
        // When
        store.remove("1", "manifest.json");
        server.look();
        // Then
        assertThat(server.routing().labels()).isEqualTo(Map.of("stable", "1"));
        serve("champion", labels);
        server.look();
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.routing().labels()).isEmpty();
    }

    @Test
    void triesARefusedVersionAgainWhenAnOperatorAsks() {
        // Given: a file that is repaired later, while the manifest stays as it was
        String version = store.publish(FIRST);
        store.damage(version);
        store.promote(version);
        server.look();
        store.damage(version);
        server.look();
        assertThat(server.live()).isEqualTo("none");
        // When
        server.retryRefused();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo(version);
    }

    private void serve(String policy, Map<String, Target> labels) {
        server.close();
        server = new LoadingServer(
                new ModelPolicy(
                        TinyNetwork.MODEL, VersionPolicy.parse(policy), labels, Optional.empty(), Optional.empty()),
                store.objects(),
                folder.resolve("cache"),
                new MemoryBudget(OptionalLong.empty()),
                Clock.systemUTC());
    }

    private static Routing beside(String live, String other) {
        return new Routing(live, List.of(other), Map.of(), Optional.empty(), Optional.empty());
    }
}
