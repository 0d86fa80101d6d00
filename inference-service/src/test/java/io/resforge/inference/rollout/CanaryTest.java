package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ReloadEvent.CanaryWithdrawn;
import io.resforge.inference.models.ReloadEvent.NotTried;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.models.ReloadEvent.WithdrawalNotRecorded;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.SteppingClock;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new champion, or another version, on trial beside the live one. */
class CanaryTest extends WatchFixture {

    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final SteppingClock clock = new SteppingClock();

    @BeforeEach
    void serveTheFirst() {
        serve("champion");
        store.promote(FIRST);
        server.look();
    }

    @Test
    void givesANewChampionItsShareAndAfterTheTrialAllCalls() {
        // When
        store.promote(SECOND);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().canary()).contains(new TrafficShare("2", .5));
        clock.advance(PERIOD.plusSeconds(1));
        server.look();
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.routing().canary()).isEmpty();
    }

    @Test
    void rollsBackAChampionThatFallsBehindAndRecordsWhy() {
        // Given
        store.promote(SECOND);
        server.look();
        // When
        fail("2");
        server.look();
        // Then
        assertThat(server.routing().canary()).isEmpty();
        assertThat(champion()).satisfies(entry -> {
            assertThat(entry.version()).isEqualTo("1");
            assertThat(entry.withdraws()).isEqualTo("2");
            assertThat(entry.promotedBy()).isEqualTo("inference-service");
            assertThat(entry.reason())
                    .isEqualTo(
                            "version 2 fell behind on trial: 100.00% of its calls failed or were given up, and 0.00% of those of version 1");
        });
        server.look();
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.events(CanaryWithdrawn.class)).hasSize(1);
    }

    @Test
    void leavesItOutOnAnotherServerThatNeverSawItFail() {
        // Given
        store.promote(SECOND);
        server.look();
        fail("2");
        server.look();
        server.close();
        // When
        serve("champion");
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().canary()).isEmpty();
    }

    @Test
    void takesABadOneOutAlthoughTheStoreIsGoneAndRecordsItLater() {
        // Given
        store.promote(SECOND);
        server.look();
        fail("2");
        store.lose();
        // When
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().canary()).isEmpty();
        store.restore();
        server.look();
        assertThat(champion().withdraws()).isEqualTo("2");
        assertThat(server.events(CanaryWithdrawn.class)).hasSize(1);
        assertThat(server.events(WithdrawalNotRecorded.class)).isEmpty();
    }

    @Test
    void triesTheNewestVersionWithoutPromotingIt() {
        // Given
        server.close();
        serve("newest");
        store.publish(SECOND);
        server.look();
        assertThat(server.routing().canary()).contains(new TrafficShare("2", .5));
        // When
        fail("2");
        server.look();
        // Then
        assertThat(server.routing().canary()).isEmpty();
        assertThat(champion().version()).isEqualTo("1");
        store.publish(THIRD);
        server.look();
        assertThat(server.routing().canary()).contains(new TrafficShare("3", .5));
    }

    @Test
    void triesAWithdrawnVersionAgainWhenItIsPromotedByHand() {
        // Given
        store.promote(SECOND);
        server.look();
        fail("2");
        server.look();
        // When
        store.promote("2");
        server.look();
        // Then
        assertThat(server.routing().canary()).contains(new TrafficShare("2", .5));
    }

    @Test
    void keepsTheProvenVersionLiveWhenAFurtherChampionComesInTheMiddleOfATrial() {
        // Given
        store.promote(SECOND);
        server.look();
        // When
        store.promote(THIRD);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().canary()).contains(new TrafficShare("3", .5));
    }

    @Test
    void servesAChampionOnTrialToAllWhenTheVersionBeforeItIsGoneAfterARestart() {
        // Given
        store.promote(SECOND);
        server.look();
        store.remove("1", "manifest.json");
        // When
        serve("champion");
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.routing().canary()).isEmpty();
    }

    @Test
    void neverFallsBackToAWithdrawnVersion() {
        // Given
        store.promote(SECOND);
        server.look();
        fail("2");
        server.look();
        store.remove("1", "manifest.json");
        // When
        serve("champion");
        server.look();
        // Then
        assertThat(server.events(VersionRefused.class)).isNotEmpty();
        assertThat(server.live()).as("from the disk cache").isEqualTo("1");
    }

    @Test
    void doesNotWithdrawAVersionThatWasPromotedByHandWhileTheStoreWasGone() {
        // Given
        store.promote(SECOND);
        server.look();
        fail("2");
        store.lose();
        server.look();
        // When
        store.restore();
        store.promote("2");
        server.look();
        // Then
        assertThat(champion().version()).isEqualTo("2");
        assertThat(champion().withdraws()).isNull();
        server.look();
        assertThat(server.live()).isEqualTo("2");
    }

    @Test
    void leavesABadOneOutWhoseWithdrawalCannotBeRecorded() {
        // Given: the version to return to is loaded, and gone from the store
        store.promote(SECOND);
        server.look();
        store.remove("1", "manifest.json");
        // When
        fail("2");
        server.look();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().canary()).isEmpty();
        assertThat(champion().version()).isEqualTo("2");
        assertThat(server.events(WithdrawalNotRecorded.class)).hasSize(1);
    }

    @Test
    void triesNoVersionThatTakesOtherImagesThanCallersSend() {
        // When
        store.promote(TinyNetwork.of(2, ImageShape.MNIST));
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(server.routing().canary()).isEmpty();
        assertThat(server.events(NotTried.class)).singleElement().satisfies(event -> assertThat(event.reason())
                .contains("28×28", "32×32"));
    }

    private void fail(String version) {
        for (int i = 0; i < 100; i++) {
            server.canary().answered("1", i, 1, 1000);
            server.canary().failed(version);
        }
    }

    private Promotion champion() {
        return new Promotions(store.objects(), Clock.systemUTC())
                .champion(TinyNetwork.MODEL)
                .orElseThrow();
    }

    private void serve(String canary) {
        server.close();
        Margins margins = new Margins(10, .01, 1.5, 10, .05);
        ModelPolicy policy = new ModelPolicy(
                TinyNetwork.MODEL,
                VersionPolicy.parse("champion"),
                Map.of(),
                Optional.of(new CanaryPolicy(Target.parse(canary), .5, PERIOD, margins)),
                Optional.empty());
        server = new LoadingServer(
                policy, store.objects(), folder.resolve("cache"), new MemoryBudget(OptionalLong.empty()), clock);
    }
}
