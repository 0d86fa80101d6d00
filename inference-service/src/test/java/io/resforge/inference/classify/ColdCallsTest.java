package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.classify.ColdCalls.WaitingRules;
import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ColdCallsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ModelSlot slot = new ModelSlot();
    private final FakeEngine engine = new FakeEngine(1);
    private final CompletableFuture<Lease> loading = new CompletableFuture<>();
    private final ServedModel model =
            new ServedModel("cifar10", slot, new CanaryWatch(), Optional.of(new LoadedByHand(loading)));

    /** A model that the test loads. */
    private record LoadedByHand(CompletableFuture<Lease> loading) implements ColdModel {

        @Override
        public CompletableFuture<Lease> load() {
            return loading.copy();
        }

        @Override
        public boolean isLoadable() {
            return true;
        }

        @Override
        public void used() {}

        @Override
        public void retry() {}
    }

    private static ColdCalls calls(Duration longest, int most, boolean room) {
        return new ColdCalls(new WaitingRules(longest, most), () -> room, OnDemandObserver.NONE);
    }

    private CompletableFuture<String> call(ColdCalls calls, Caller caller) {
        return calls.whenLoaded(model, caller, () -> CompletableFuture.completedFuture("answered"));
    }

    private void fill() {
        TestSlots.fill(slot, FakeModels.live(1), engine);
    }

    @Test
    void aCallIsMadeAtOnceWhereTheModelIsLoadedAndItsLeaseGivenBack() {
        fill();
        assertThat(call(calls(LONG, 0, false), Caller.of("client", LONG))).isCompletedWithValue("answered");
        assertThat(slot.emptyIfIdle()).isTrue();
        assertThat(engine.closes()).isOne();
    }

    @Test
    void aCallWaitsUntilTheModelIsLoaded() {
        ColdCalls calls = calls(LONG, 1, true);
        CompletableFuture<String> answer = call(calls, Caller.of("client", LONG));
        assertThat(answer).isNotDone();
        assertThat(calls.waiting()).isOne();
        // When
        fill();
        loading.complete(slot.borrow(VersionChoice.ANY).orElseThrow());
        // Then
        assertThat(answer).isCompletedWithValue("answered");
        assertThat(calls.waiting()).isZero();
        assertThat(slot.emptyIfIdle()).isTrue();
    }

    @Test
    void oneMoreThanMayWaitIsRefused() {
        ColdCalls calls = calls(LONG, 1, true);
        call(calls, Caller.of("client", LONG));
        assertThatExceptionOfType(Overloaded.class)
                .isThrownBy(() -> call(calls, Caller.of("client", LONG)))
                .withMessageStartingWith("the model is not loaded, and 1 calls, or calls with half of the bytes");
        assertThat(calls.waiting()).isOne();
    }

    @Test
    void noneWaitsWhereTheOthersNeedTheBytes() {
        assertThatExceptionOfType(Overloaded.class)
                .isThrownBy(() -> call(calls(LONG, 1, false), Caller.of("client", LONG)));
    }

    @Test
    void aCallWaitsNoLongerThanItMay() {
        CompletableFuture<String> answer = call(calls(Duration.ofMillis(5), 1, true), Caller.of("client", LONG));
        assertThat(failure(answer))
                .isInstanceOf(NoModelYet.class)
                .hasMessage("no version of cifar10 is live: it was not loaded within 5 ms, and goes on loading");
    }

    @Test
    void aCallThatIsTooLateIsGivenUp() {
        CompletableFuture<String> answer = call(calls(LONG, 1, true), Caller.of("client", Duration.ofMillis(5)));
        assertThat(failure(answer)).isInstanceOf(CallAbandoned.class);
    }

    @Test
    void aCallerWhoLeavesWaitsNoMore() {
        ColdCalls calls = calls(LONG, 1, true);
        Caller caller = Caller.of("client", LONG);
        CompletableFuture<String> answer = call(calls, caller);
        caller.leave();
        assertThat(failure(answer)).isInstanceOf(CallAbandoned.class);
        assertThat(calls.waiting()).isZero();
    }

    @Test
    void whyAModelCouldNotBeLoadedIsToldToWhoWaits() {
        CompletableFuture<String> answer = call(calls(LONG, 1, true), Caller.of("client", LONG));
        loading.completeExceptionally(new NoModelYet("no version of cifar10 is live: it is broken"));
        assertThat(failure(answer)).hasMessage("no version of cifar10 is live: it is broken");
    }

    private static Throwable failure(CompletableFuture<String> answer) {
        Throwable thrown = catchThrowable(() -> answer.get(60, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }
}
