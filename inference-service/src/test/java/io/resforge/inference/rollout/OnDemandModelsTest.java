package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.resforge.inference.models.Lease;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.testing.CountedEngines;
import io.resforge.inference.testing.DemandFixture;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OnDemandModelsTest {

    private static final TinyNetwork NETWORK = TinyNetwork.of(1);

    private final Path folder;
    private final TestStore store;
    private final CountedEngines engines = new CountedEngines();
    private final Deque<Runnable> loads = new ArrayDeque<>();

    OnDemandModelsTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = new TestStore(folder);
    }

    private DemandFixture serving(int mostLoaded, OptionalLong memory, String... models) {
        return serving(Runnable::run, mostLoaded, memory, models);
    }

    private DemandFixture serving(Executor loaders, int mostLoaded, OptionalLong memory, String... models) {
        Stream.of(models).forEach(model -> store.promote(model, NETWORK));
        DemandFixture server =
                new DemandFixture(store.objects(), folder.resolve("cache"), engines, loaders, mostLoaded, memory);
        server.onDemand().look();
        return server;
    }

    private static void call(DemandFixture server, String model) {
        server.pass(Duration.ofSeconds(1));
        try (Lease lease = get(server.cold(model).load())) {
            assertThat(lease.model().name()).isEqualTo(model);
            server.cold(model).used();
        }
    }

    private static Lease get(CompletableFuture<Lease> loaded) {
        assertThat(loaded).isCompleted();
        return loaded.join();
    }

    private static Throwable failure(CompletableFuture<Lease> loaded) {
        assertThat(loaded).isCompletedExceptionally();
        return catchThrowable(loaded::get).getCause();
    }

    @Test
    void aModelIsKnownByItsNameAndLoadedByTheFirstCall() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1", "m-2", "other");
        // Given
        assertThat(server.models().names()).containsExactly(DemandFixture.ALWAYS, "m-1", "m-2");
        assertThat(engines.loads()).isZero();
        assertThat(server.model("m-1").canAnswer()).isTrue();
        // When
        call(server, "m-1");
        call(server, "m-1");
        // Then
        assertThat(server.loaded()).containsExactly("m-1");
        assertThat(engines.loads()).isOne();
    }

    @Test
    void aModelThatIsPublishedLaterIsFoundAtTheNextLook() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1");
        store.promote("m-2", NETWORK);
        server.onDemand().look();
        call(server, "m-2");
        assertThat(server.loaded()).containsExactly("m-2");
    }

    @Test
    void aStoreWithVeryManyModelsIsServedUpToABound() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1");
        for (int i = 2; i <= OnDemandModels.MOST_KNOWN + 5; i++) {
            store.objects().put("models/_promoted/m-" + i + ".00000001", new byte[0]);
        }
        // When
        server.onDemand().look();
        server.onDemand().look();
        // Then
        assertThat(server.onDemand().known()).isEqualTo(OnDemandModels.MOST_KNOWN);
        call(server, "m-1");
    }

    @Test
    void allCallsThatWaitShareOneLoad() {
        DemandFixture server = serving(loads::add, 2, OptionalLong.empty(), "m-1");
        List<CompletableFuture<Lease>> calls =
                Stream.generate(() -> server.cold("m-1").load()).limit(5).toList();
        assertThat(loads).hasSize(1);
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        // When
        loads.remove().run();
        // Then
        assertThat(engines.loads()).isOne();
        calls.forEach(call -> get(call).close());
    }

    @Test
    void aLoadThatNobodyWaitsForAnyMoreDoesNotBegin() {
        DemandFixture server = serving(loads::add, 2, OptionalLong.empty(), "m-1");
        server.cold("m-1").load().cancel(false);
        loads.remove().run();
        assertThat(engines.loads()).isZero();
        // and the next call has it loaded all the same
        CompletableFuture<Lease> next = server.cold("m-1").load();
        loads.remove().run();
        get(next).close();
    }

    @Test
    void aCallThatLeavesWhileTheModelIsLoadedHoldsNoLease() {
        DemandFixture server = serving(loads::add, 1, OptionalLong.empty(), "m-1", "m-2");
        CompletableFuture<Lease> stays = server.cold("m-1").load();
        CompletableFuture<Lease> leaves = server.cold("m-1").load();
        leaves.cancel(false);
        loads.remove().run();
        get(stays).close();
        // Then: it can leave memory
        CompletableFuture<Lease> other = server.cold("m-2").load();
        loads.remove().run();
        get(other).close();
        assertThat(server.loaded()).containsExactly("m-2");
    }

    @Test
    void theOneThatWasNotUsedForLongestLeavesForTheNext() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1", "m-2", "m-3");
        call(server, "m-1");
        call(server, "m-2");
        call(server, "m-1");
        // When
        call(server, "m-3");
        // Then
        assertThat(server.loaded()).containsExactly("m-1", "m-3");
        assertThat(server.modelsOf(ReloadEvent.Evicted.class)).containsExactly("m-2");
        assertThat(server.onDemand().loaded()).isEqualTo(2);
    }

    @Test
    void aModelThatLeftComesBackWithItsNextCall() {
        DemandFixture server = serving(1, OptionalLong.empty(), "m-1", "m-2");
        for (int round = 0; round < 3; round++) {
            call(server, "m-1");
            call(server, "m-2");
        }
        assertThat(engines.loads()).isEqualTo(6);
        assertThat(server.models().model("m-1").canAnswer()).isTrue();
    }

    @Test
    void theBudgetOfMemoryMakesThemLeaveToo() {
        DemandFixture server = serving(100, OptionalLong.of(2500), "m-1", "m-2", "m-3");
        call(server, "m-1");
        call(server, "m-2");
        call(server, "m-3");
        assertThat(server.loaded()).containsExactly("m-2", "m-3");
    }

    @Test
    void aModelThatNeverFitsSendsNoOtherAway() {
        DemandFixture server = serving(100, OptionalLong.of(900), "m-1");
        assertThat(failure(server.cold("m-1").load()))
                .isInstanceOf(NoModelYet.class)
                .hasMessageContaining(
                        "version 1 was refused: it takes 0.0 MiB, and of the 0.0 MiB of" + " resforge.memory-budget");
    }

    @Test
    void theOneToWhichACallIsUnderWayStays() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1", "m-2", "m-3");
        Lease open = get(server.cold("m-1").load());
        call(server, "m-2");
        // When
        call(server, "m-3");
        // Then
        assertThat(server.loaded()).containsExactly("m-1", "m-3");
        open.close();
    }

    @Test
    void aLoadThatFailsIsToldToAllWhoWaitAndNotTriedAgainAtOnce() {
        DemandFixture server = serving(loads::add, 2, OptionalLong.empty(), "m-1", "m-2");
        engines.fail(new UnsatisfiedLinkError("no library"));
        List<CompletableFuture<Lease>> calls =
                List.of(server.cold("m-1").load(), server.cold("m-1").load());
        loads.remove().run();
        // Then
        assertThat(calls).allSatisfy(call -> assertThat(failure(call))
                .isInstanceOf(NoModelYet.class)
                .hasMessageStartingWith("no version of m-1 is live: version 1 was refused: the engine failed: ")
                .hasMessageContaining("no library"));
        assertThat(server.model("m-1").canAnswer()).isFalse();
        assertThat(server.model("m-2").canAnswer()).isTrue();
        assertThat(failure(server.cold("m-1").load()))
                .hasMessageEndingWith("; it is tried again in 1 s at the earliest");
        assertThat(loads).isEmpty();
        // When: the pause is over
        server.pass(Duration.ofSeconds(1));
        server.onDemand().look();
        // Then
        assertThat(server.model("m-1").canAnswer()).isTrue();
        CompletableFuture<Lease> again = server.cold("m-1").load();
        loads.remove().run();
        get(again).close();
    }

    @Test
    void pausesGrowAndAnOperatorEndsThem() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1");
        for (int seconds = 1; seconds <= 4; seconds *= 2) {
            engines.fail(new UnsatisfiedLinkError("no library"));
            failure(server.cold("m-1").load());
            assertThat(failure(server.cold("m-1").load()))
                    .hasMessageEndingWith("; it is tried again in " + seconds + " s at the earliest");
            server.pass(Duration.ofSeconds(seconds));
        }
        engines.fail(new UnsatisfiedLinkError("no library"));
        failure(server.cold("m-1").load());
        // When
        server.cold("m-1").retry();
        // Then
        assertThat(server.loaded()).containsExactly("m-1");
        assertThat(server.model("m-1").canAnswer()).isTrue();
    }

    @Test
    void aNewChampionOfALoadedModelGoesLiveAndNothingIsAskedOfColdOnes() {
        DemandFixture server = serving(2, OptionalLong.empty(), "m-1", "m-2");
        call(server, "m-1");
        store.promote("m-1", TinyNetwork.of(2));
        server.onDemand().look();
        assertThat(get(server.cold("m-1").load()).model().version()).isEqualTo("2");
        assertThat(engines.loads()).isEqualTo(2);
    }

    @Test
    void withoutTheStoreWhatWasLiveComesFromTheDisk() {
        DemandFixture server = serving(1, OptionalLong.empty(), "m-1", "m-2");
        call(server, "m-1");
        call(server, "m-2");
        store.lose();
        // When
        call(server, "m-1");
        // Then
        assertThat(server.loaded()).containsExactly("m-1");
        store.restore();
    }

    @Test
    void aModelWithoutAChampionIsFoundInTenLooksAndSaysSo() {
        DemandFixture server = serving(1, OptionalLong.empty(), "m-1");
        store.objects().put("models/m-2/versions/1/claim.json", new byte[0]);
        for (int look = 0; look < 10; look++) {
            server.onDemand().look();
        }
        assertThat(failure(server.cold("m-2").load()))
                .hasMessage("no version of m-2 is live: none has been promoted yet");
    }
}
