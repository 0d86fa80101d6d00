package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.promotion.Promotions.Decision;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.FailingStore.Moment;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trainer that dies at any write between the claim of a version and its promotion. */
class CrashTest {

    /** Claim, the run's name, parameters, ONNX file, bill of materials, manifest, promotion. */
    private static final int WRITES = 7;

    /** And then the promotion is noted in the list of all models' newest ones, in the place of the one before. */
    private static final int NOTES = 2;

    private final MemoryStore store = new MemoryStore();
    private final Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());
    private final Promotions promotions = new Promotions(store, Clock.systemUTC());

    @BeforeEach
    void crownAChampion() {
        publishAndPromote(store, .8, 1);
    }

    static Stream<Arguments> crashes() {
        return IntStream.rangeClosed(1, WRITES).boxed().flatMap(write -> Stream.of(Moment.values())
                .map(moment -> Arguments.of(write, moment)));
    }

    @Test
    void coversEveryWrite() {
        // Given
        FailingStore counting = new FailingStore(store, Integer.MAX_VALUE, Moment.BEFORE);
        // When
        publishAndPromote(counting, .9, 2);
        // Then
        assertThat(counting.writes()).isEqualTo(WRITES + NOTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {WRITES + 1, WRITES + NOTES})
    void aPromotionHoldsThoughThePromoterDiesBeforeItIsNoted(int write) {
        crash(write, Moment.BEFORE);
        assertThat(promotions.champion(MODEL).orElseThrow().version()).isEqualTo("2");
    }

    @ParameterizedTest(name = "{1} write {0}")
    @MethodSource("crashes")
    void leavesThePreviousChampionInForceUnlessThePromotionItselfWasWritten(int write, Moment moment) {
        // When
        crash(write, moment);
        // Then
        boolean promoted = write == WRITES && moment == Moment.AFTER;
        Promotion champion = promotions.champion(MODEL).orElseThrow();
        assertThat(champion.version()).isEqualTo(promoted ? "2" : "1");
        assertThat(checkpoints.fetch(MODEL, champion.version()).weights().parameters())
                .isEqualTo(weights(promoted ? 2 : 1).parameters());
    }

    @ParameterizedTest(name = "{1} write {0}")
    @MethodSource("crashes")
    void listsTheVersionOnlyIfItIsWhole(int write, Moment moment) {
        // When
        crash(write, moment);
        // Then
        boolean published = write > 6 || write == 6 && moment == Moment.AFTER;
        assertThat(checkpoints.versions(MODEL)).containsExactlyElementsOf(published ? List.of("1", "2") : List.of("1"));
        checkpoints.versions(MODEL).forEach(version -> assertThat(checkpoints.fetch(MODEL, version))
                .isNotNull());
    }

    @ParameterizedTest(name = "{1} write {0}")
    @MethodSource("crashes")
    void succeedsWhenItIsRepeated(int write, Moment moment) {
        // Given
        crash(write, moment);
        List<String> before = checkpoints.versions(MODEL);
        // When
        Decision decision = publishAndPromote(store, .95, 3);
        // Then
        List<String> expected = new ArrayList<>(before);
        expected.add(decision.promotion().version());
        assertThat(checkpoints.versions(MODEL)).containsExactlyElementsOf(expected);
        assertThat(promotions.champion(MODEL)).hasValue(decision.promotion());
        assertThat(checkpoints
                        .fetch(MODEL, decision.promotion().version())
                        .weights()
                        .parameters())
                .isEqualTo(weights(3).parameters());
    }

    @ParameterizedTest(name = "{1} write {0}")
    @MethodSource("crashes")
    void goesOnWithItsNumberWhenTheSameIsPublishedAgain(int write, Moment moment) {
        // Given
        crash(write, moment);
        boolean published = write > 6 || write == 6 && moment == Moment.AFTER;
        // When
        Manifest again = checkpoints.publish(draft(.9), weights(2));
        // Then
        assertThat(again.version()).isEqualTo(published ? "3" : "2");
        assertThat(checkpoints.fetch(MODEL, again.version()).weights().parameters())
                .isEqualTo(weights(2).parameters());
    }

    private void crash(int write, Moment moment) {
        FailingStore failing = new FailingStore(store, write, moment);
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> publishAndPromote(failing, .9, 2));
    }

    private static Decision publishAndPromote(ObjectStore store, double accuracy, long seed) {
        Manifest manifest = new Checkpoints(store, Clock.systemUTC()).publish(draft(accuracy), weights(seed));
        return new Promotions(store, Clock.systemUTC()).promoteIfBetter(MODEL, manifest.version(), "trainer");
    }
}
