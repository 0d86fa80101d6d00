package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.SampleKeys;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions.SeenPromotion;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedPromotionsTest {

    private static final String LOG = "models/cifar10/promotions/0000000";
    private static final Clock CLOCK = Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private SampleKeys keys;
    private SampleKeys others;
    private Promotions promotions;

    @BeforeEach
    void publish() {
        keys = SampleKeys.in(folder, "own");
        others = SampleKeys.in(folder, "others");
        promotions = promotions(keys.seal());
        for (int version = 1; version <= 3; version++) {
            new Checkpoints(store, CLOCK, keys.only()).publish(draft(.9), weights(version));
        }
    }

    @Test
    void isInForceIfATrustedKeySignedIt() {
        // When
        Promotion promotion = promote("1");
        // Then
        assertThat(reader(keys).champion(MODEL)).contains(promotion);
        assertThat(promotions(others.requiring(keys)).champion(MODEL)).contains(promotion);
        assertThat(promotions(Seal.NONE).champion(MODEL)).contains(promotion);
    }

    @Test
    void refusesAnEntryThatIsNotSignedOrByAnotherKey() {
        // Given
        promotions(Seal.NONE).promote(MODEL, "1", "r", "p");
        refuses(reader(keys), "is not signed as required: it has no signature");
        // When
        promotions(others.only()).promote(MODEL, "2", "r", "p");
        // Then
        refuses(reader(keys), "signed by a key that is not trusted");
    }

    @Test
    void refusesEveryOtherReadingOfASignedEntry() {
        // Given
        promote("1");
        promote("2");
        promotions.rollback(MODEL, "r", "p");
        String entry = object(3);
        String[][] changes = {
            {"\"version\" : \"1\"", "\"version\" : \"3\""},
            {"\"previousVersion\" : \"2\"", "\"previousVersion\" : \"3\""},
            {"\"reason\" : \"r\"", "\"reason\" : \"s\""},
            {"\"promotedBy\" : \"p\"", "\"promotedBy\" : \"q\""},
            {"2026-02-03", "2026-02-04"},
            {"\"restores\" : 1", "\"restores\" : 2"},
            {"\"previousSha256\" : \"", "\"previousSha256\" : \"0"},
            {"\"payload\" : \"", "\"payload\" : \"AAAA"},
            {"vnd.resforge.promotion", "vnd.in-toto"},
            {"\"sig\" : \"ME", "\"sig\" : \"MF"},
            {"\"keyid\" : \"", "\"keyid\" : \"0"},
        };
        for (String[] change : changes) {
            String changed = entry.replace(change[0], change[1]);
            assertThat(changed).as(change[0]).isNotEqualTo(entry);
            // When
            store.put(LOG + "3.json", changed.getBytes());
            // Then
            refuses(reader(keys), "is not signed as required");
        }
    }

    @Test
    void refusesAnOlderEntryUnderALaterNumberAndOneOfAnotherModel() {
        // Given
        promote("1");
        promote("2");
        // When
        store.put(LOG + "3.json", object(1).getBytes());
        // Then
        refuses(reader(keys), "it says that it is number 1 of model cifar10");
        // When
        store.put(
                LOG + "3.json",
                object(1).replace("\"number\" : 1", "\"number\" : 3").getBytes());
        // Then
        refuses(reader(keys), "the signature is of another entry");
        // When
        store.put(
                "models/other/promotions/00000001.json",
                object(1).replace("\"cifar10\"", "\"other\"").getBytes());
        // Then
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> reader(keys).champion("other"))
                .withMessageContaining("the signature is of another entry");
    }

    @Test
    void refusesAnOlderLogOnceItSawALaterOne() {
        // Given
        promote("1");
        Promotion second = promote("2");
        Optional<SeenPromotion> seen = promotions.requireGoesOn(MODEL, Optional.of(second), Optional.empty());
        // When
        store.delete(LOG + "2.json");
        // Then
        assertThat(promotions.champion(MODEL).orElseThrow().version()).isEqualTo("1");
        refusesLog(seen, "it was in force, and the log ends with promotion 1 now");
        // When
        store.delete(LOG + "1.json");
        // Then
        refusesLog(seen, "it was in force, and the log ends with promotion 0 now");
    }

    @Test
    void refusesALogThatTookAnotherWayFromAnOlderOne() {
        // Given
        promote("1");
        Promotion second = promote("2");
        String before = object(2);
        Optional<SeenPromotion> seen = promotions.requireGoesOn(MODEL, Optional.of(second), Optional.empty());
        // When
        store.delete(LOG + "2.json");
        promote("3");
        // Then
        refusesLog(seen, "it was another when it was in force");
        // When
        promote("1");
        // Then
        refusesLog(seen, "it was another when it was in force");
        // When
        store.put(LOG + "2.json", before.getBytes());
        // Then
        refusesLog(seen, "the entry before is not the one that it followed when it was signed");
    }

    @Test
    void goesOnWithEachPromotionThatFollows() {
        // Given
        Optional<SeenPromotion> seen = Optional.empty();
        for (String version : new String[] {"1", "2", "3", "1"}) {
            // When
            Optional<Promotion> newest = Optional.of(promote(version));
            seen = promotions.requireGoesOn(MODEL, newest, seen);
            // Then
            assertThat(seen.orElseThrow().number()).isEqualTo(newest.get().number());
            assertThat(promotions.requireGoesOn(MODEL, newest, seen)).isEqualTo(seen);
        }
        assertThat(promotions(Seal.NONE).requireGoesOn(MODEL, Optional.empty(), seen))
                .isEmpty();
    }

    @Test
    void promotesNoVersionThatIsNotSigned() {
        // Given
        new Checkpoints(store, CLOCK).publish(draft(.99), weights(4));
        new Checkpoints(store, CLOCK, others.only()).publish(draft(.99), weights(5));
        for (String version : new String[] {"4", "5"}) {
            assertThatExceptionOfType(InvalidCheckpoint.class)
                    .isThrownBy(() -> promote(version))
                    .withMessageContaining("is not signed as required");
            assertThatExceptionOfType(InvalidCheckpoint.class)
                    .isThrownBy(() -> promotions.promoteIfBetter(MODEL, version, "p"));
        }
        assertThat(promotions.champion(MODEL)).isEmpty();
    }

    @Test
    void comparesWithNoChampionWhoseManifestWasChanged() {
        // Given
        promote("1");
        String key = "models/cifar10/versions/1/manifest.json";
        String manifest = new String(store.get(key).orElseThrow());
        store.put(
                key,
                manifest.replace("\"heldOutAccuracy\" : 0.9", "\"heldOutAccuracy\" : 0.1")
                        .getBytes());
        // When
        Promotions.Decision decision = promotions.promoteIfBetter(MODEL, "2", "p");
        // Then
        assertThat(decision.promotion()).isNull();
        assertThat(decision.reason()).contains("is not signed as required", "promote it by hand");
    }

    @Test
    void writesNothingThatWouldBeRefused() {
        assertThatExceptionOfType(InvalidSignature.class)
                .isThrownBy(() -> reader(keys).promote(MODEL, "1", "r", "p"))
                .withMessageContaining("no key to sign with");
        promote("1");
        promote("2");
        assertThatExceptionOfType(InvalidSignature.class)
                .isThrownBy(() -> reader(keys).rollback(MODEL, "r", "p"));
        assertThatExceptionOfType(InvalidSignature.class)
                .isThrownBy(
                        () -> new Withdrawals(store, CLOCK, keys.requiring()).withdraw(MODEL, "2", "1", 2, "r", "p"));
        assertThat(promotions.history(MODEL)).hasSize(2);
    }

    @Test
    void signsRollbacksAndWithdrawalsToo() {
        // Given
        promote("1");
        promote("2");
        // When
        promotions.rollback(MODEL, "r", "p");
        promote("2");
        new Withdrawals(store, CLOCK, keys.seal()).withdraw(MODEL, "2", "1", 4, "r", "p");
        // Then
        assertThat(reader(keys).history(MODEL)).extracting(Promotion::version).containsExactly("1", "2", "1", "2", "1");
    }

    @Test
    void aPromotionByHandOvercomesALogThatIsNotSigned() {
        // Given
        promotions(Seal.NONE).promote(MODEL, "1", "r", "p");
        store.put(LOG + "2.json", "damaged".getBytes());
        // When
        Promotion promotion = promote("2");
        // Then
        assertThat(reader(keys).champion(MODEL)).contains(promotion);
        assertThat(promotions.requireGoesOn(MODEL, Optional.of(promotion), Optional.empty()))
                .isPresent();
    }

    private Promotion promote(String version) {
        return promotions.promote(MODEL, version, "r", "p");
    }

    private static void refuses(Promotions reader, String why) {
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> reader.champion(MODEL))
                .withMessageContaining(why);
    }

    private void refusesLog(Optional<SeenPromotion> seen, String why) {
        Optional<Promotion> newest = promotions.champion(MODEL);
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> promotions.requireGoesOn(MODEL, newest, seen))
                .withMessageContaining("this is another log of promotions, or an older one: " + why);
    }

    private String object(int number) {
        return new String(store.get(LOG + number + ".json").orElseThrow());
    }

    private Promotions reader(SampleKeys trusted) {
        return promotions(trusted.requiring());
    }

    private Promotions promotions(Seal seal) {
        return new Promotions(store, CLOCK, seal);
    }
}
