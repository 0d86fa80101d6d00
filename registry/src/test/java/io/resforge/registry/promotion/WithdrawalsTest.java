package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.signature.Seal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WithdrawalsTest {

    private final MemoryStore store = new MemoryStore();
    private final Promotions promotions = new Promotions(store, Clock.systemUTC());
    private final Withdrawals withdrawals = new Withdrawals(store, Clock.systemUTC(), Seal.NONE);

    @BeforeEach
    void publishThreeVersions() {
        Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());
        for (int i = 0; i < 3; i++) {
            checkpoints.publish(draft(.9), weights(1));
        }
    }

    @Test
    void putsTheBetterVersionInThePlaceOfAChampionThatFellBehind() {
        // Given
        promote("1", "2");
        // When
        Promotion entry = withdraw("2", "1");
        // Then
        assertThat(entry.version()).isEqualTo("1");
        assertThat(entry.previousVersion()).isEqualTo("2");
        assertThat(entry.restores()).isEqualTo(1);
        assertThat(entry.withdraws()).isEqualTo("2");
        assertThat(entry.reason()).isEqualTo("5% of calls failed");
        assertThat(promotions.champion(MODEL)).hasValue(entry);
        assertThat(entry.keepsChampion()).isFalse();
    }

    @Test
    void keepsTheChampionWhereAnotherVersionFellBehind() {
        // Given
        promote("1", "2");
        // When
        Promotion entry = withdraw("3", "2");
        // Then
        assertThat(entry.version()).isEqualTo("2");
        assertThat(entry.restores()).isEqualTo(2);
        assertThat(entry.withdraws()).isEqualTo("3");
        assertThat(entry.keepsChampion()).isTrue();
    }

    @Test
    void doesNotOverrideAPromotionThatCameAfterTheVerdict() {
        // Given: a server that was cut off from the store found version 2 behind when its promotion, the second, was in
        // force
        promote("1", "2");
        withdraw("2", "1");
        promote("2");
        // When
        Optional<Promotion> entry = withdrawals.withdraw(MODEL, "2", "1", 2, "5% of calls failed", "server");
        // Then
        assertThat(entry).isEmpty();
        assertThat(promotions.champion(MODEL)).map(Promotion::version).hasValue("2");
    }

    @Test
    void doesNotReturnToAVersionThatIsGone() {
        // Given
        promote("1", "2");
        store.delete("models/" + MODEL + "/versions/1/manifest.json");
        // When
        assertThatThrownBy(() -> withdraw("2", "1"))
                // Then
                .isInstanceOf(UnknownVersion.class);
        assertThat(promotions.history(MODEL)).hasSize(2);
    }

    @Test
    void passesOverADamagedEntryOfTheLog() {
        // Given: a damaged entry that was overcome by promoting by hand
        promote("1");
        store.put("models/" + MODEL + "/promotions/00000002.json", new byte[] {'{'});
        promote("2");
        // When
        Promotion entry = withdraw("3", "2");
        // Then
        assertThat(entry.withdraws()).isEqualTo("3");
    }

    @Test
    void leadsARollbackPastTheVersionThatWasWithdrawn() {
        // Given: version 2 was withdrawn while 3 was the champion
        promote("1", "2", "3");
        withdraw("2", "3");
        // When
        Promotion rollback = promotions.rollback(MODEL, "still bad", "ada");
        // Then
        assertThat(rollback.version()).isEqualTo("1");
    }

    @Test
    void leadsARollbackToTheChampionBeforeTheOneThatItRestored() {
        // Given
        promote("1", "2", "3");
        withdraw("3", "2");
        // When
        Promotion rollback = promotions.rollback(MODEL, "still bad", "ada");
        // Then
        assertThat(rollback.version()).isEqualTo("1");
    }

    @Test
    void isWrittenOnceHoweverManyServersFindTheSame() throws Exception {
        // Given
        promote("1", "2");
        // When
        List<Promotion> entries = new ArrayList<>();
        try (ExecutorService servers = Executors.newFixedThreadPool(8)) {
            List<Future<Promotion>> found = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                found.add(servers.submit(() -> withdraw("2", "1")));
            }
            for (Future<Promotion> entry : found) {
                entries.add(entry.get());
            }
        }
        // Then
        assertThat(entries).containsOnly(entries.getFirst());
        assertThat(promotions.history(MODEL)).hasSize(3);
    }

    @Test
    void isRefusedWithoutAReasonOrWithoutAChampion() {
        assertThatThrownBy(() -> withdrawals.withdraw(MODEL, "2", "1", 1, " ", "ada"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> withdraw("2", "1")).isInstanceOf(NothingToRollBack.class);
    }

    private void promote(String... versions) {
        for (String version : versions) {
            promotions.promote(MODEL, version, "test", "ada");
        }
    }

    private Promotion withdraw(String version, String better) {
        return withdrawals
                .withdraw(MODEL, version, better, Long.MAX_VALUE, "5% of calls failed", "server")
                .orElseThrow();
    }
}
