package io.resforge.registry.retention;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static io.resforge.registry.retention.RetentionFixture.CLOCK;
import static io.resforge.registry.retention.RetentionFixture.later;
import static io.resforge.registry.retention.RetentionFixture.prune;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.HookedStore;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.registry.promotion.Withdrawals;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.SimultaneousWriters;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Versions are removed while others promote or publish them. */
class RemovalRaceTest {

    private static final String PROMOTIONS = "models/cifar10/promotions/";

    private final RetentionFixture fixture = new RetentionFixture();
    private final MemoryStore store = fixture.store;

    private static Promotion promote(ObjectStore store, String version) {
        return new Promotions(store, CLOCK).promote(MODEL, version, "a test", "tester");
    }

    /** Does something once, before the first key that ends or begins so. */
    private static Consumer<String> once(String part, Runnable action) {
        List<String> seen = new ArrayList<>();
        return key -> {
            if (key.contains(part) && seen.isEmpty()) {
                seen.add(key);
                action.run();
            }
        };
    }

    @Test
    void sparesAVersionThatIsPromotedAfterItWasPlannedToGo() {
        // Given
        fixture.publish(3);
        HookedStore watched = new HookedStore(store).beforeWrite(once("removed.json", () -> promote(store, "1")));
        // When
        VersionRetention.Outcome outcome = prune(watched, 1);
        // Then
        assertThat(outcome.removed()).containsExactly("2");
        assertThat(outcome.spared()).containsEntry("1", "it is the champion");
        assertThat(promote(store, "1").version()).isEqualTo("1");
    }

    @Test
    void refusesToPromoteAVersionThatIsMarked() {
        // Given
        fixture.publish(2);
        List<Throwable> refusals = new ArrayList<>();
        HookedStore watched = new HookedStore(store)
                .beforeDelete(
                        once("versions/1/manifest.json", () -> refusals.add(failureOf(() -> promote(store, "1")))));
        // When
        prune(watched, 1);
        // Then
        assertThat(refusals).singleElement().isInstanceOf(UnknownVersion.class);
        assertThat(store.list(PROMOTIONS)).isEmpty();
    }

    private static Throwable failureOf(Runnable action) {
        try {
            action.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    void undoesAPromotionWhoseVersionWasRemovedBeforeItWasWritten() {
        // Given
        fixture.publish(3);
        fixture.promote("3");
        HookedStore watched = new HookedStore(store).beforeWrite(once(PROMOTIONS, () -> prune(store, 1)));
        // When
        assertThatExceptionOfType(UnknownVersion.class).isThrownBy(() -> promote(watched, "1"));
        // Then
        Promotion champion = fixture.promotions.champion(MODEL).orElseThrow();
        assertThat(champion.version()).isEqualTo("3");
        assertThat(champion.reason()).isEqualTo("version 1 was removed while it was promoted");
        assertThat(fixture.versions()).containsExactly("3");
    }

    @Test
    void aWithdrawalWhoseBetterVersionWasRemovedMeanwhileLeavesAChampionThatStays() {
        // Given: version 1 was tried beside the champion 3 and did better, and goes before that is written
        fixture.publish(3);
        fixture.promote("2");
        fixture.promote("3");
        HookedStore watched = new HookedStore(store).beforeWrite(once(PROMOTIONS, () -> prune(store, 1)));
        // When
        assertThatExceptionOfType(UnknownVersion.class).isThrownBy(() -> new Withdrawals(watched, CLOCK, Seal.NONE)
                .withdraw(MODEL, "3", "1", 2, "5% of calls failed", "server"));
        // Then
        assertThat(fixture.versions()).containsExactly("2", "3");
        assertThat(fixture.promotions.champion(MODEL)).map(Promotion::version).hasValue("2");
    }

    @Test
    void aWithdrawalForAVersionThatIsGoneReturnsToTheLastChampionThatStays() {
        // Given: a server compares version 3 with version 1, which it has loaded, and the store has no more
        fixture.publish(3);
        fixture.promote("2");
        fixture.promote("3");
        prune(store, 1);
        // When
        new Withdrawals(store, CLOCK, Seal.NONE).withdraw(MODEL, "3", "1", 2, "5% of calls failed", "server");
        // Then
        assertThat(fixture.promotions.champion(MODEL)).map(Promotion::version).hasValue("2");
    }

    @Test
    void aRemovalPutsTheLastChampionThatStaysBackWherePromotersDiedBeforeTheySawTheirVersionGo() {
        // Given
        fixture.publish(3);
        fixture.promote("3");
        List<String> writes = new ArrayList<>();
        HookedStore dying = new HookedStore(store)
                .beforeWrite(key -> {
                    writes.add(key);
                    if (writes.size() == 1) { // what follows only tells of the promotion
                        prune(store, 1);
                    }
                })
                .beforeRead(key -> {
                    if (!writes.isEmpty()) {
                        throw new StoreFailure("the process is killed");
                    }
                });
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> promote(dying, "1"));
        assertThat(fixture.promotions.champion(MODEL)).map(Promotion::version).hasValue("1");
        // When
        prune(store, 1);
        // Then
        assertThat(fixture.promotions.champion(MODEL)).map(Promotion::version).hasValue("3");
    }

    @Test
    void removesWhatAPublisherLeftThatDiedBeforeItSawThatItsFilesWereRemoved() {
        // Given
        fixture.publish(1);
        HookedStore dying = new HookedStore(store)
                .beforeWrite(once("versions/2/manifest.json", () -> prune(store, 1, later(Duration.ofDays(2)))))
                .beforeRead(once("versions/2/removed.json", () -> {
                    throw new StoreFailure("the process is killed");
                }));
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> new Checkpoints(dying, CLOCK).publish(draft(.5), weights(1)));
        assertThat(fixture.versions()).containsExactly("1", "2");
        // When
        prune(store, 2, later(Duration.ofDays(4)));
        // Then
        assertThat(fixture.versions()).containsExactly("1");
    }

    @Test
    void knowsOfAPromotionThatNoListShowsYet() {
        // Given: version 2 is promoted , and lists of promotions are older
        fixture.publish(3);
        fixture.promote("3");
        List<String> before = store.list(PROMOTIONS);
        ObjectStore stale = new StaleLists(store, PROMOTIONS, before);
        fixture.promote("2");
        // When
        prune(stale, 1);
        // Then
        assertThat(fixture.versions()).containsExactly("2", "3");
        assertThat(fixture.promotions.champion(MODEL)).map(Promotion::version).hasValue("2");
    }

    /** Shows what a list once was. */
    private record StaleLists(ObjectStore store, String prefix, List<String> then) implements ObjectStore {

        @Override
        public boolean create(String key, byte[] content) {
            return store.create(key, content);
        }

        @Override
        public void put(String key, byte[] content) {
            store.put(key, content);
        }

        @Override
        public Optional<byte[]> get(String key) {
            return store.get(key);
        }

        @Override
        public List<String> list(String asked) {
            return asked.equals(prefix) ? then : store.list(asked);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
        }
    }

    @Test
    void takesAPublishBackThatWokeUpAfterItsFilesWereRemoved() {
        // Given
        fixture.publish(1);
        HookedStore watched = new HookedStore(store)
                .beforeWrite(once("versions/2/manifest.json", () -> prune(store, 1, later(Duration.ofDays(2)))));
        // When
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> new Checkpoints(watched, CLOCK).publish(draft(.5), weights(1)))
                .withMessageContaining("version 2 of model cifar10");
        // Then
        assertThat(fixture.versions()).containsExactly("1");
        assertThat(fixture.publish("run-1")).isEqualTo("3");
    }

    @Test
    void leavesWhatAnotherRemoverHasMarkedToIt() {
        // Given
        fixture.publish(3);
        List<List<String>> others = new ArrayList<>();
        HookedStore watched = new HookedStore(store)
                .beforeDelete(once(
                        "versions/1/manifest.json",
                        () -> others.add(prune(store, 1).removed())));
        // When
        VersionRetention.Outcome outcome = prune(watched, 1);
        // Then
        assertThat(others).containsExactly(List.of());
        assertThat(outcome.removed()).containsExactly("1", "2");
        assertThat(fixture.versions()).containsExactly("3");
    }

    @Test
    void endsWithAChampionThatIsThereWheneverSomeRemoveAndOthersPromote() throws Exception {
        for (int round = 0; round < 20; round++) {
            // Given
            RetentionFixture own = new RetentionFixture();
            own.publish(9);
            own.promote("9");
            // When
            SimultaneousWriters.of(8, i -> i % 4 == 0 ? prune(own.store, 1).removed() : promoted(own.store, i));
            // Then
            assertThat(own.versions())
                    .as("round %d", round)
                    .contains(own.promotions.champion(MODEL).orElseThrow().version());
        }
    }

    private static List<String> promoted(ObjectStore store, int version) {
        try {
            return List.of(promote(store, Integer.toString(version)).version());
        } catch (UnknownVersion e) {
            return List.of();
        }
    }
}
