package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions.Decision;
import io.resforge.registry.store.DirectoryStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.SimultaneousWriters;
import io.resforge.registry.store.StoreFailure;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionRaceTest {

    private static final int WRITERS = 8;

    @TempDir
    private Path folder;

    @Test
    void givesEachOfEightRacingPromotionsByHandANumberOfItsOwn() throws Exception {
        // Given
        publishRising();
        // When
        List<Promotion> made = SimultaneousWriters.of(
                WRITERS, i -> reopened().promote(MODEL, Integer.toString(i + 1), "race", "writer " + i));
        // Then
        List<Promotion> history = reopened().history(MODEL);
        assertThat(history).containsExactlyInAnyOrderElementsOf(made);
        assertContiguous(history);
    }

    @Test
    void letsTheBestOfEightRacingVersionsEndAsChampion() throws Exception {
        for (int round = 0; round < 5; round++) {
            // Given
            publishRising();
            int first = round * WRITERS + 1;
            // When
            List<Decision> decisions = SimultaneousWriters.of(
                    WRITERS, i -> reopened().promoteIfBetter(MODEL, Integer.toString(first + i), "writer " + i));
            // Then
            List<Promotion> history = reopened().history(MODEL);
            assertContiguous(history);
            assertThat(reopened().champion(MODEL).orElseThrow().version())
                    .as("round %d: the best of the first round stays", round)
                    .isEqualTo(Integer.toString(WRITERS));
            assertThat(decisions.stream().map(Decision::promotion).filter(Objects::nonNull))
                    .allSatisfy(promotion -> assertThat(history).contains(promotion));
        }
    }

    @Test
    void decidesAnewAgainstTheChampionThatCameFirst() {
        // Given
        MemoryStore store = new MemoryStore();
        Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());
        checkpoints.publish(draft(.8), weights(1));
        checkpoints.publish(draft(.9), weights(1));
        Promotions others = new Promotions(store, Clock.systemUTC());
        ObjectStore overtaken = new CreateStore(store, (key, content) -> {
            others.promoteIfBetter(MODEL, "2", "other");
            return store.create(key, content);
        });
        // When
        Decision decision = new Promotions(overtaken, Clock.systemUTC()).promoteIfBetter(MODEL, "1", "trainer");
        // Then
        assertThat(decision)
                .isEqualTo(new Decision(
                        null,
                        "held-out accuracy 80.00% does not beat 90.00% of the champion, version 2,"
                                + " on the same 5,000 held-out images"));
        assertThat(others.history(MODEL)).hasSize(1);
    }

    @Test
    void givesUpOnAStoreThatCallsEveryNumberTaken() {
        // Given
        MemoryStore store = new MemoryStore();
        new Checkpoints(store, Clock.systemUTC()).publish(draft(.8), weights(1));
        Promotions promotions = new Promotions(new CreateStore(store, (key, content) -> false), Clock.systemUTC());
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> promotions.promoteIfBetter(MODEL, "1", "trainer"))
                .withMessage("could not append to the promotions of model cifar10:"
                        + " the next number was taken 100 times in a row");
    }

    private void publishRising() {
        Checkpoints checkpoints = new Checkpoints(DirectoryStore.openOrCreate(folder), Clock.systemUTC());
        for (int i = 1; i <= WRITERS; i++) {
            checkpoints.publish(draft(i / 10.0), weights(1));
        }
    }

    /** As another process would open it. */
    private Promotions reopened() {
        return new Promotions(new DirectoryStore(folder), Clock.systemUTC());
    }

    /** Each number once, from 1, and each entry names the champion that the one before made. */
    private static void assertContiguous(List<Promotion> history) {
        assertThat(history)
                .extracting(Promotion::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, history.size()).boxed().toList());
        for (int i = 1; i < history.size(); i++) {
            assertThat(history.get(i).previousVersion())
                    .isEqualTo(history.get(i - 1).version());
        }
    }
}
