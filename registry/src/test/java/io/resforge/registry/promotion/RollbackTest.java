package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollbackTest {

    private final MemoryStore store = new MemoryStore();
    private final Promotions promotions = new Promotions(store, Clock.systemUTC());

    @BeforeEach
    void publishFourVersions() {
        Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());
        for (int i = 0; i < 4; i++) {
            checkpoints.publish(draft(.9), weights(1));
        }
    }

    @Test
    void isANewEntryThatNamesWhatItRestores() {
        // Given
        promote("1", "2");
        // When
        Promotion rollback = rollback();
        // Then
        assertThat(rollback.number()).isEqualTo(3);
        assertThat(rollback.version()).isEqualTo("1");
        assertThat(rollback.previousVersion()).isEqualTo("2");
        assertThat(rollback.restores()).isEqualTo(1);
        assertThat(promotions.champion(MODEL)).hasValue(rollback);
        assertThat(promotions.history(MODEL)).hasSize(3);
    }

    @Test
    void goesFurtherBackEachTime() {
        // Given
        promote("1", "2", "3");
        // Then
        assertThat(rollback().version()).isEqualTo("2");
        assertThat(rollback().version()).isEqualTo("1");
        assertThatExceptionOfType(NothingToRollBack.class)
                .isThrownBy(this::rollback)
                .withMessage("model cifar10 had no champion before version 1");
    }

    @Test
    void passesOverAVersionThatWasRolledBackBefore() {
        // Given
        promote("1", "2", "3");
        rollback();
        promote("4");
        // Then
        assertThat(rollback().version()).isEqualTo("2");
        assertThat(rollback().version()).isEqualTo("1");
    }

    @Test
    void undoesAPromotionOfAnOldVersionByHand() {
        // Given
        promote("1", "2", "3", "1");
        // Then
        assertThat(rollback().version()).isEqualTo("3");
        assertThat(rollback().version()).isEqualTo("2");
    }

    @Test
    void alwaysLeadsToAnotherVersion() {
        // Given
        promote("1", "2", "2", "2");
        // Then
        assertThat(rollback().version()).isEqualTo("1");
    }

    @Test
    void findsNothingBeforeTheFirstChampion() {
        assertThatExceptionOfType(NothingToRollBack.class)
                .isThrownBy(this::rollback)
                .withMessage("model cifar10 has no champion yet");
        promote("1");
        assertThatExceptionOfType(NothingToRollBack.class).isThrownBy(this::rollback);
    }

    @Test
    void doesNotReturnToAVersionThatIsGone() {
        // Given
        promote("1", "2");
        store.delete("models/cifar10/versions/1/manifest.json");
        // Then
        assertThatExceptionOfType(UnknownVersion.class).isThrownBy(this::rollback);
        assertThat(promotions.champion(MODEL).orElseThrow().version()).isEqualTo("2");
    }

    @Test
    void doesNotUndoAPromotionThatCameFirst() {
        // Given
        promote("1", "2");
        ObjectStore late = new CreateStore(store, (key, content) -> {
            promote("3");
            return store.create(key, content);
        });
        Promotions overtaken = new Promotions(late, Clock.systemUTC());
        // Then
        assertThatExceptionOfType(PromotionConflict.class)
                .isThrownBy(() -> overtaken.rollback(MODEL, "bad", "ada"))
                .withMessageContaining("promotion 3 of model cifar10 came first");
        assertThat(promotions.champion(MODEL).orElseThrow().version()).isEqualTo("3");
    }

    private void promote(String... versions) {
        for (String version : versions) {
            promotions.promote(MODEL, version, "by hand", "ada");
        }
    }

    private Promotion rollback() {
        return promotions.rollback(MODEL, "bad", "ada");
    }
}
