package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.testing.CountedEngines;
import io.resforge.inference.testing.LoadingServer;
import io.resforge.inference.testing.TinyNetwork;
import java.time.Clock;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Room for one version and a half. */
class MemoryTest extends WatchFixture {

    private final CountedEngines engines = new CountedEngines();
    private final MemoryBudget budget = new MemoryBudget(OptionalLong.of(1500));
    private LoadingServer other;

    @BeforeEach
    void serveTheFirst() {
        server.close();
        server = serve("cache");
        other = serve("other");
        store.promote(FIRST);
        server.look();
    }

    @AfterEach
    void stopTheOther() {
        other.close();
    }

    @Test
    void refusesWhatDoesNotFitWithoutLoadingIt() {
        // When
        store.promote(SECOND);
        server.look();
        server.look();
        // Then
        assertThat(server.live()).isEqualTo("1");
        assertThat(engines.loads()).isEqualTo(1);
        assertThat(server.events(VersionRefused.class)).singleElement().satisfies(event -> {
            assertThat(event.refusal().reason()).isEqualTo(RefusalReason.MEMORY);
            assertThat(event.refusal().message()).contains("resforge.memory-budget");
        });
        assertThat(budget.used()).isEqualTo(1000);
    }

    @Test
    void takesItOnceAnotherModelHasFreedMemory() {
        // Given
        other.look();
        other.look();
        assertThat(other.events(VersionRefused.class)).hasSize(1);
        // When
        server.close();
        other.look();
        // Then
        assertThat(other.live()).isEqualTo("1");
        assertThat(budget.used()).isEqualTo(1000);
    }

    private LoadingServer serve(String cache) {
        return new LoadingServer(
                ModelPolicy.champion(TinyNetwork.MODEL),
                store.objects(),
                folder.resolve(cache),
                engines,
                budget,
                Clock.systemUTC());
    }
}
