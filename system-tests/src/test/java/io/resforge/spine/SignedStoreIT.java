package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.SigningKey;
import io.resforge.registry.store.ObjectStore;
import io.resforge.v1.Model;
import io.resforge.v1.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Packaged services that require signatures, over a store with versions that were published without. */
class SignedStoreIT {

    private static final Path KEYS = SigningFiles.create();

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore()
            .with(Map.of(
                    "RESFORGE_REQUIRE_SIGNATURE", "true",
                    "RESFORGE_TRUSTED_KEYS", KEYS.resolve("trusted.pem").toString(),
                    "RESFORGE_SIGNING_KEY", KEYS.resolve("key.pem").toString()));

    @Test
    void servesWhatIsTrainedAndSignedAndNothingElse() throws Exception {
        // Given: a champion that nothing signed
        Path dataset = SampleImages.write(spine.home().resolve("sample"));
        spine.startBoth();
        // When
        RunResult third =
                Follow.submitted(spine.client(), Recipes.seeded(dataset, 3)).awaitVersion();
        spine.client().versions().promote("", third.getVersion(), "it is signed", "test");
        // Then
        Until.live(spine.client().inference(), third.getVersion());
        assertThat(spine.logged().text()).contains("is not signed as required: it has no signature");
        // When: a signed promotion of a version that is not signed
        ObjectStore store = ObjectStore.open(spine.store().toString());
        Seal signing = Seal.of(Optional.of(KEYS.resolve("key.pem")), List.of(), false);
        new Promotions(store, Clock.systemUTC(), signing).promote("cifar10", "1", "the bucket's owner", "test");
        // Then
        Model model = Until.model(spine.client().inference(), "version 1 is refused", it -> it.getRefusedCount() > 0);
        assertThat(model.getLive().getVersion()).isEqualTo(third.getVersion());
        assertThat(model.getRefused(0).getReason()).contains("is not signed as required");
        // When
        new Checkpoints(store, Clock.systemUTC(), signing).sign("cifar10", "1");
        // Then
        Until.live(spine.client().inference(), "1");
        try (SteadyCallers callers = SteadyCallers.start(spine.inference().address(), SampleImages.rawFrog())) {
            refusesAnOlderPromotionUnderTheNextNumber();
            followsTheKeyThatTakesAnothersPlace(store, third.getVersion());
            assertThat(callers.failures()).isEmpty();
        }
    }

    /** It is signed, and a writer to the bucket can copy it. */
    private static void refusesAnOlderPromotionUnderTheNextNumber() throws IOException {
        Path log = spine.store().resolve("models/cifar10/promotions");
        List<Path> entries;
        try (Stream<Path> files = Files.list(log)) {
            entries = files.sorted().toList();
        }
        Files.copy(
                entries.get(entries.size() - 2),
                log.resolve(String.format(Locale.ROOT, "%08d.json", entries.size() + 1)));
        Until.holds("it is refused", () -> spine.logged().text().contains("it says that it is number"));
        Until.live(spine.client().inference(), "1");
    }

    private static void followsTheKeyThatTakesAnothersPlace(ObjectStore store, String version) throws IOException {
        // Given: both are trusted
        SigningKey next = SigningKey.generate();
        Seal byNext =
                Seal.of(Optional.of(Files.writeString(KEYS.resolve("next.pem"), next.privatePem())), List.of(), false);
        Path trusted = KEYS.resolve("trusted.pem");
        Files.writeString(trusted, Files.readString(trusted) + next.publicKey().pem());
        // When
        new Checkpoints(store, Clock.systemUTC(), byNext).sign("cifar10", version);
        new Promotions(store, Clock.systemUTC(), byNext).promote("cifar10", version, "by the next key", "test");
        // Then
        Until.live(spine.client().inference(), version);
        // When: the one before is trusted no more
        Files.writeString(trusted, next.publicKey().pem());
        Seal byFormer = Seal.of(Optional.of(KEYS.resolve("key.pem")), List.of(), false);
        new Promotions(store, Clock.systemUTC(), byFormer).promote("cifar10", "1", "by the former key", "test");
        // Then
        Until.holds("it is refused", () -> spine.logged().text().contains("signed by a key that is not trusted"));
        Until.live(spine.client().inference(), version);
    }
}
