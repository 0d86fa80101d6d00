package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ReloadEvent.CachedVersionRefused;
import io.resforge.inference.models.ReloadEvent.CanaryWithdrawn;
import io.resforge.inference.models.ReloadEvent.PromotionDamaged;
import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.models.ReloadEvent.WithdrawalNotRecorded;
import io.resforge.inference.rollout.CanaryWatch.Verdict;
import io.resforge.inference.testing.CountedEngines;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Withdrawals;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.SigningKey;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that requires signatures, and a store that others can write to. */
class SignedStoreTest {

    private static final TinyNetwork FIRST = TinyNetwork.of(1);
    private static final TinyNetwork SECOND = TinyNetwork.of(2);
    private static final String SIGNATURE = "models/" + TinyNetwork.MODEL + "/versions/2/model.sig";
    private static final String LOG = "models/" + TinyNetwork.MODEL + "/promotions/0000000";

    @TempDir
    private Path folder;

    private final List<LoadingServer> servers = new ArrayList<>();
    private Path trusted;
    private TestStore signed;
    private TestStore unsigned;
    private TestStore others;
    private LoadingServer server;

    @BeforeEach
    void serveTheFirst() throws IOException {
        SigningKey key = SigningKey.generate();
        Path own = Files.writeString(folder.resolve("key.pem"), key.privatePem());
        Path theirs = Files.writeString(
                folder.resolve("other.pem"), SigningKey.generate().privatePem());
        trusted =
                Files.writeString(folder.resolve("trusted.pem"), key.publicKey().pem());
        signed = new TestStore(folder, Seal.of(Optional.of(own), List.of(trusted), true));
        unsigned = new TestStore(folder);
        others = new TestStore(folder, Seal.of(Optional.of(theirs), List.of(), false));
        server = start();
        signed.promote(FIRST);
        server.look();
        assertThat(server.live()).isEqualTo("1");
    }

    @AfterEach
    void stop() {
        servers.forEach(LoadingServer::close);
    }

    @Test
    void servesEachPromotionThatIsSigned() {
        // When
        signed.promote(SECOND);
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
        assertThat(server.events(VersionRefused.class)).isEmpty();
        assertThat(server.events(PromotionDamaged.class)).isEmpty();
    }

    @Test
    void keepsWhatItServesWhenAVersionIsNotSignedOrByAnotherKey() {
        for (TestStore writer : List.of(unsigned, others)) {
            // Given: the promotion is signed, as by an operator whose control plane checks nothing
            String version = writer.publish(SECOND);
            new TestStore(folder, signingOnly()).promote(version);
            // When
            server.look();
            // Then
            assertThat(server.live()).isEqualTo("1");
            assertThat(server.events(VersionRefused.class)).last().satisfies(event -> {
                assertThat(event.refusal().version()).isEqualTo(version);
                assertThat(event.refusal().reason()).isEqualTo(RefusalReason.SIGNATURE);
                assertThat(event.refusal().message()).contains("is not signed as required");
            });
        }
    }

    @Test
    void servesARefusedVersionOnceItIsSigned() {
        // Given
        String version = unsigned.publish(SECOND);
        new TestStore(folder, signingOnly()).promote(version);
        server.look();
        assertThat(server.live()).isEqualTo("1");
        // When
        new Checkpoints(signed.objects(), Clock.systemUTC(), signingOnly()).sign(TinyNetwork.MODEL, version);
        server.retryRefused();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
    }

    @Test
    void keepsWhatItServesWhenAPromotionIsNotSigned() {
        // Given
        signed.publish(SECOND);
        for (TestStore writer : List.of(unsigned, others)) {
            // When
            signed.objects().delete(LOG + "2.json");
            writer.promote("2");
            server.look();
            server.look();
            // Then
            assertThat(server.live()).isEqualTo("1");
        }
        assertThat(server.events(PromotionDamaged.class)).hasSize(2).allSatisfy(event -> assertThat(event.problem())
                .contains("is not signed as required"));
        // When
        signed.promote("2");
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("2");
    }

    @Test
    void keepsWhatItServesWhenAnOlderPromotionIsReplayedAlsoAfterAStart() {
        // Given
        signed.promote(SECOND);
        server.look();
        ObjectStore store = signed.objects();
        byte[] first = store.get(LOG + "1.json").orElseThrow();
        // When: the log ends earlier
        store.delete(LOG + "2.json");
        LoadingServer next = start();
        next.look();
        // Then
        assertThat(next.live()).isEqualTo("2");
        assertThat(next.events(PromotionDamaged.class)).singleElement().satisfies(event -> assertThat(event.problem())
                .contains("this is another log of promotions, or an older one"));
        // When: the old entry comes under a new number
        store.put(LOG + "2.json", first);
        next.look();
        server.look();
        // Then
        assertThat(next.live()).isEqualTo("2");
        assertThat(server.live()).isEqualTo("2");
    }

    @Test
    void startsFromItsCacheOnlyWithWhatIsSigned() throws IOException {
        // Given
        signed.promote(SECOND);
        server.look();
        signed.lose();
        // When
        LoadingServer next = start();
        next.look();
        // Then
        assertThat(next.live()).isEqualTo("2");
        // When
        Files.writeString(trusted, SigningKey.generate().publicKey().pem());
        LoadingServer last = start();
        last.look();
        // Then
        assertThat(last.live()).isEqualTo("none");
        assertThat(last.events(CachedVersionRefused.class))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.refusal().reason()).isEqualTo(RefusalReason.SIGNATURE));
    }

    @Test
    void servesWhatAReplacedKeySignedOnceItIsTrusted() throws IOException {
        // Given
        String version = others.publish(SECOND);
        others.promote(version);
        server.look();
        assertThat(server.live()).isEqualTo("1");
        // When
        SigningKey other = SigningKey.read(folder.resolve("other.pem"));
        Files.writeString(trusted, Files.readString(trusted) + other.publicKey().pem());
        server.look();
        // Then
        assertThat(server.live()).isEqualTo(version);
    }

    @Test
    void tellsThatItCannotRecordAWithdrawalWithoutAKeyOfItsOwn() {
        // Given
        List<Object> told = new ArrayList<>();
        Seal seal = Seal.of(Optional.empty(), List.of(trusted), true);
        WithdrawnVersions withdrawn = new WithdrawnVersions(
                TinyNetwork.MODEL,
                new Withdrawals(signed.objects(), Clock.systemUTC(), seal),
                (model, event) -> told.add(event));
        // When
        signed.promote(SECOND);
        withdrawn.add(new Verdict("2", "1", "it fails more often"), 2);
        // Then
        assertThat(withdrawn.record()).isFalse();
        assertThat(withdrawn.isPending("2")).isTrue();
        assertThat(told).hasExactlyElementsOfTypes(CanaryWithdrawn.class, WithdrawalNotRecorded.class);
        assertThat(told.getLast().toString()).contains("no key to sign with");
        assertThat(signed.objects().get(SIGNATURE)).isPresent();
    }

    private Seal signingOnly() {
        return Seal.of(Optional.of(folder.resolve("key.pem")), List.of(), false);
    }

    private LoadingServer start() {
        Seal seal = Seal.of(Optional.empty(), List.of(trusted), true);
        LoadingServer started =
                new LoadingServer(signed.objects(), folder.resolve("cache"), new CountedEngines(), seal);
        servers.add(started);
        return started;
    }
}
