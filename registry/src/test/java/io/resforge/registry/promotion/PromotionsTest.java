package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.registry.HookedStore;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionsTest {

    private static final String REST = "'reason':'r','promotedBy':'p','promotedAt':'2026-01-01T00:00:00Z'}";
    private static final String LOG = "models/cifar10/promotions/";

    private final MemoryStore store = new MemoryStore();
    private final Clock clock = Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC);
    private final Checkpoints checkpoints = new Checkpoints(store, clock);
    private final Promotions promotions = new Promotions(store, clock);

    @Test
    void hasNoChampionAtFirst() {
        assertThat(promotions.champion(MODEL)).isEmpty();
        assertThat(promotions.newerThan(MODEL, 0)).isEmpty();
        assertThat(promotions.history(MODEL)).isEmpty();
    }

    @Test
    void recordsWhoPromotedWhatWhenAndWhy() {
        // Given
        publish(.8, .9);
        promote("1");
        // When
        Promotion promotion = promotions.promote(MODEL, "2", "looks better", "ada");
        // Then
        assertThat(promotion)
                .isEqualTo(new Promotion(MODEL, 2, "2", "1", "looks better", "ada", SampleCheckpoints.NOW))
                .isEqualTo(promotions.champion(MODEL).orElseThrow());
        assertThat(store.list(LOG)).containsExactly(LOG + "00000001.json", LOG + "00000002.json");
    }

    @Test
    void appendsNothingForAPromotionThatIsSentTwice() {
        // Given
        publish(.8, .9);
        Promotion first = promotions.promote(MODEL, "1", "looks better", "ada");
        // When
        Promotion again = promotions.promote(MODEL, "1", "looks better", "ada");
        // Then
        assertThat(again).isEqualTo(first);
        assertThat(promotions.history(MODEL)).containsExactly(first);
    }

    @Test
    void appendsAPromotionThatIsAnotherDecisionOrCameAfterAnother() {
        // Given
        publish(.8, .9);
        promotions.promote(MODEL, "1", "looks better", "ada");
        // When
        promotions.promote(MODEL, "1", "its file is repaired", "ada");
        promotions.promote(MODEL, "1", "its file is repaired", "bob");
        promotions.promote(MODEL, "2", "its file is repaired", "bob");
        promotions.promote(MODEL, "1", "its file is repaired", "bob");
        promotions.promote(MODEL, "2", "try it", "bob");
        promotions.rollback(MODEL, "its file is repaired", "bob");
        promotions.promote(MODEL, "1", "its file is repaired", "bob");
        // Then
        assertThat(promotions.history(MODEL))
                .extracting(Promotion::version)
                .containsExactly("1", "1", "1", "2", "1", "2", "1", "1");
    }

    @Test
    void appendsOnceWhatTwoControlPlanesAreAskedForAtTheSameMoment() {
        // Given
        publish(.8);
        HookedStore between =
                new HookedStore(store).beforeWrite(key -> promotions.promote(MODEL, "1", "better", "ada"));
        // When
        Promotion promotion = new Promotions(between, clock).promote(MODEL, "1", "better", "ada");
        // Then
        assertThat(promotions.history(MODEL)).containsExactly(promotion);
    }

    @Test
    void keepsTheWholeHistoryInOrder() {
        // Given
        publish(.8, .9);
        // When
        for (int i = 0; i < 11; i++) {
            promote(i % 2 == 0 ? "1" : "2");
        }
        // Then
        assertThat(promotions.history(MODEL))
                .extracting(Promotion::number)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void promotesOnlyWhatWasPublished() {
        // Given
        store.create("models/cifar10/versions/1/claim.json", new byte[0]);
        // Then
        assertThatExceptionOfType(UnknownVersion.class)
                .isThrownBy(() -> promote("1"))
                .withMessage("model cifar10 has no version 1");
        assertThatExceptionOfType(UnknownVersion.class)
                .isThrownBy(() -> promotions.promoteIfBetter(MODEL, "1", "trainer"));
        assertThat(promotions.history(MODEL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void asksForAReason(String blank) {
        // Given
        publish(.8);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> promotions.promote(MODEL, "1", blank, "ada"))
                .withMessage("the reason must be given and not blank");
        assertThatIllegalArgumentException().isThrownBy(() -> promotions.rollback(MODEL, blank, "ada"));
        assertThatIllegalArgumentException().isThrownBy(() -> promotions.promote(MODEL, "1", "why not", blank));
    }

    @Test
    void asksForOneObjectWhenThereIsNothingNew() {
        // Given
        publish(.8);
        promote("1");
        store.requests();
        // When
        var newer = promotions.newerThan(MODEL, 1);
        // Then
        assertThat(newer).isEmpty();
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(1, 0));
    }

    @Test
    void knowsNoNumberBelowNought() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> promotions.newerThan(MODEL, -1))
                .withMessage("the number of the promotion that is known must be at least 0, was -1");
    }

    @Test
    void goesStraightToTheNewestOfManyNewPromotions() {
        // Given
        publish(.8, .9);
        for (int i = 0; i < 50; i++) {
            promote(i % 2 == 0 ? "1" : "2");
        }
        store.requests();
        // When
        Promotion newest = promotions.newerThan(MODEL, 1).orElseThrow();
        // Then
        assertThat(newest.number()).isEqualTo(50);
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(2, 1));
        assertThat(promotions.newerThan(MODEL, 0)).hasValue(newest);
    }

    @Test
    void goesByTheHighestNumberWhenAnEntryWasDeletedByHand() {
        // Given
        publish(.8, .9, .95);
        promote("1");
        promote("2");
        promote("3");
        store.delete(LOG + "00000002.json");
        // Then
        assertThat(promotions.champion(MODEL).orElseThrow().version()).isEqualTo("3");
        assertThat(promotions.newerThan(MODEL, 0).orElseThrow().number()).isEqualTo(3);
        assertThat(promotions.history(MODEL)).extracting(Promotion::number).containsExactly(1L, 3L);
        assertThat(promotions.rollback(MODEL, "back", "ada").version()).isEqualTo("1");
        assertThat(promotions.champion(MODEL).orElseThrow().number()).isEqualTo(4);
    }

    @Test
    void passesOverObjectsThatAreNoEntries() {
        // Given
        publish(.8);
        promote("1");
        for (String name :
                List.of("latest.json", "00000009.json.bak", "99999999999999999999.json", "9/00000009.json", "0.json")) {
            store.put(LOG + name, new byte[0]);
        }
        // Then
        assertThat(promotions.champion(MODEL).orElseThrow().number()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "half {",
                "{'model':'cifar10','number':3,'version':'1'," + REST,
                "{'model':'other','number':2,'version':'1'," + REST,
                "{'model':'cifar10','number':2,'version':'one'," + REST,
            })
    void namesADamagedEntryUntilAPromotionByHandLiesOnTop(String damaged) {
        // Given
        publish(.8, .9);
        promote("1");
        store.put(LOG + "00000002.json", damaged.replace('\'', '"').getBytes(UTF_8));
        // Then
        assertDamaged(() -> promotions.champion(MODEL));
        assertDamaged(() -> promotions.newerThan(MODEL, 1));
        assertDamaged(() -> promotions.history(MODEL));
        assertDamaged(() -> promotions.promoteIfBetter(MODEL, "2", "trainer"));
        // When
        Promotion repaired = promote("2");
        // Then
        assertThat(repaired.number()).isEqualTo(3);
        assertThat(repaired.previousVersion()).isEqualTo("1");
        assertThat(promotions.newerThan(MODEL, 1)).hasValue(repaired);
    }

    private static void assertDamaged(ThrowingCallable call) {
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(call)
                .withMessageStartingWith("the stored object " + LOG + "00000002.json is damaged: ");
    }

    private void publish(double... accuracies) {
        for (double accuracy : accuracies) {
            checkpoints.publish(draft(accuracy), weights(1));
        }
    }

    private Promotion promote(String version) {
        return promotions.promote(MODEL, version, "by hand", "ada");
    }
}
