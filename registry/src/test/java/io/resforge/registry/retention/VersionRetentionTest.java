package io.resforge.registry.retention;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static io.resforge.registry.retention.RetentionFixture.CLOCK;
import static io.resforge.registry.retention.RetentionFixture.later;
import static io.resforge.registry.retention.RetentionFixture.prune;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.resforge.registry.HookedStore;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleKeys;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.FailingStore.Moment;
import io.resforge.registry.store.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionRetentionTest {

    private final RetentionFixture fixture = new RetentionFixture();
    private final MemoryStore store = fixture.store;

    @Test
    void tellsWhatWouldGoAndHowMuchSpaceThatFreesAndChangesNothing() {
        // Given
        fixture.publish(4);
        List<String> before = store.list("");
        // When
        VersionRetention.Plan plan = new VersionRetention(store, CLOCK, Seal.NONE).plan(MODEL, 3);
        // Then
        assertThat(plan.versions()).extracting(VersionRetention.Item::version).containsExactly("1");
        assertThat(plan.bytes())
                .isEqualTo(size("models/cifar10/versions/1/model.safetensors")
                        + size("models/cifar10/versions/1/model.onnx")
                        + size("models/cifar10/versions/1/bom.cdx.json")
                        + size("models/cifar10/versions/1/manifest.json"));
        assertThat(store.list("")).isEqualTo(before);
    }

    private long size(String key) {
        return store.get(key).orElseThrow().length;
    }

    @Test
    void removesAllButTheNewest() {
        // Given
        fixture.publish(5);
        // When
        VersionRetention.Outcome outcome = prune(store, 2);
        // Then
        assertThat(outcome.removed()).containsExactly("1", "2", "3");
        assertThat(fixture.versions()).containsExactly("4", "5");
        assertThat(store.list("models/cifar10/versions/")).hasSize(2 * 6);
    }

    @Test
    void signsThePromotionThatTakesThePlaceOfOneWhoseVersionIsGone(@TempDir Path folder) {
        // Given: a store of signed versions, whose champion goes while its promoter dies
        Seal seal = SampleKeys.in(folder, "own").seal();
        Checkpoints signed = new Checkpoints(store, CLOCK, seal);
        Promotions promotions = new Promotions(store, CLOCK, seal);
        for (int version = 1; version <= 2; version++) {
            signed.publish(draft(MODEL, "run-1", .5), weights(version));
            promotions.promote(MODEL, Integer.toString(version), "a test", "tester");
        }
        store.delete("models/cifar10/versions/2/manifest.json");
        // When
        VersionRetention retention = new VersionRetention(store, CLOCK, seal);
        retention.carryOut(retention.plan(MODEL, 1));
        // Then
        Promotion champion = promotions.champion(MODEL).orElseThrow();
        assertThat(champion.version()).isEqualTo("1");
        assertThat(champion.number()).isEqualTo(3);
    }

    @Test
    void removesNothingWithoutAKeyWhereSignaturesAreRequired(@TempDir Path folder) {
        // Given
        fixture.publish(3);
        List<String> before = store.list("");
        VersionRetention retention =
                new VersionRetention(store, CLOCK, SampleKeys.in(folder, "own").requiring());
        VersionRetention.Plan plan = retention.plan(MODEL, 1);
        // When and then
        assertThatExceptionOfType(InvalidSignature.class)
                .isThrownBy(() -> retention.carryOut(plan))
                .withMessage(
                        "cannot remove versions of model cifar10: signatures are required, and this process has no key to"
                                + " sign with (signing-key)");
        assertThat(store.list("")).isEqualTo(before);
    }

    @Test
    void sparesWhatPromotionsName() {
        // Given
        fixture.publish(12);
        fixture.promote("1", "2", "3", "4", "5", "6", "7", "7", "7", "7", "7");
        // When
        VersionRetention.Outcome outcome = prune(store, 1);
        // Then
        assertThat(outcome.removed()).doesNotContain("6", "7").contains("5", "11");
        assertThat(fixture.versions()).containsExactly("6", "7", "12");
        assertThat(fixture.promotions.rollback(MODEL, "a test", "tester").version())
                .isEqualTo("6");
    }

    @Test
    void sparesWhatALiveRunBeginsWithOrHasJustPublished() {
        // Given
        fixture.submit("tuning", "2");
        fixture.submit("done", "3");
        fixture.end("done", null);
        fixture.submit("publishing", null);
        fixture.publish(3);
        String own = fixture.publish("publishing");
        fixture.publish(1);
        // When
        VersionRetention.Plan plan = new VersionRetention(store, CLOCK, Seal.NONE).plan(MODEL, 1);
        // Then
        assertThat(plan.spared())
                .containsExactly(
                        entry("2", "run tuning begins with it"), entry(own, "run publishing has just published it"));
        assertThat(prune(store, 1).removed()).containsExactly("1", "3");
    }

    @Test
    void removesTheManifestFirstAndTheClaimLast() {
        // Given
        fixture.publish(2);
        List<String> deleted = new ArrayList<>();
        // When
        prune(new HookedStore(store).beforeDelete(deleted::add), 1);
        // Then
        assertThat(deleted)
                .containsExactly(
                        "models/cifar10/versions/1/manifest.json",
                        "models/cifar10/versions/1/bom.cdx.json",
                        "models/cifar10/versions/1/model.onnx",
                        "models/cifar10/versions/1/model.safetensors",
                        "models/cifar10/versions/1/run-run-1",
                        "models/cifar10/versions/1/claim.json",
                        "models/cifar10/versions/1/removed.json");
    }

    @Test
    void leavesNoPartOfAVersionInSightWhereverItIsCutOffAndIsFinishedByTheNext() {
        for (int write = 1; write <= 7; write++) {
            for (Moment moment : Moment.values()) {
                // Given
                RetentionFixture own = new RetentionFixture();
                own.publish(2);
                FailingStore failing = new FailingStore(own.store, write, moment);
                assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> prune(failing, 1));
                assertThat(own.versions()).allSatisfy(version -> own.checkpoints.fetch(MODEL, version));
                // When
                prune(own.store, 1, later(Duration.ofDays(2)));
                // Then
                assertThat(own.versions()).containsExactly("2");
                assertThat(own.store.list("models/cifar10/versions/1/").stream()
                                .filter(key -> !key.endsWith("removed.json")))
                        .as("write %d, %s", write, moment)
                        .isEmpty();
            }
        }
    }

    @Test
    void removesWhatACutOffPublishLeftAfterADayAndNeverGivesItsNumberAgain() {
        // Given
        fixture.publish(1);
        FailingStore cut = new FailingStore(store, 3, Moment.BEFORE);
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> new Checkpoints(cut, CLOCK).publish(draft(.5), weights(1)));
        // When
        assertThat(prune(store, 1, later(Duration.ofHours(23))).leftovers()).isZero();
        assertThat(prune(store, 1, later(Duration.ofHours(25))).leftovers()).isEqualTo(1);
        // Then
        assertThat(store.list("models/cifar10/versions/2/")).containsExactly("models/cifar10/versions/2/removed.json");
        assertThat(fixture.publish("run-1")).isEqualTo("3");
    }

    @Test
    void removesNothingIfItCannotBeReadWhatIsPromoted() {
        // Given
        fixture.publish(3);
        fixture.promote("1");
        VersionRetention retention = new VersionRetention(store, CLOCK, Seal.NONE);
        VersionRetention.Plan plan = retention.plan(MODEL, 1);
        store.put("models/cifar10/promotions/00000001.json", "{".getBytes(StandardCharsets.UTF_8));
        // Then
        assertThatExceptionOfType(DamagedObject.class).isThrownBy(() -> retention.plan(MODEL, 1));
        assertThatExceptionOfType(DamagedObject.class).isThrownBy(() -> retention.carryOut(plan));
        assertThat(fixture.versions()).containsExactly("1", "2", "3");
        assertThat(store.list("")).noneMatch(key -> key.endsWith("removed.json"));
    }

    @Test
    void refusesToKeepNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VersionRetention(store, CLOCK, Seal.NONE).plan(MODEL, 0))
                .withMessage("the number of versions to keep must be at least 1, was 0");
    }
}
