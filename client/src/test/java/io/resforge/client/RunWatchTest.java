package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RunWatchTest {

    private static final Run QUEUED = Samples.run(RunState.RUN_STATE_QUEUED);

    private final FakeTrainer trainer = new FakeTrainer();
    private final FakeServer server = FakeServer.of(trainer);
    private final ResForgeClient client = client(Duration.ofMinutes(1));
    private final List<Run> seen = new ArrayList<>();

    private ResForgeClient client(Duration timeout) {
        return ResForgeClient.builder()
                .trainer(server.address())
                .watchTimeout(timeout)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void tellsEachLookUntilTheRunEnds() {
        trainer.telling(QUEUED, Samples.training(2), Samples.succeeded());
        Run end = client.runs().watch(Samples.RUN, seen::add);
        assertThat(end).isEqualTo(Samples.succeeded());
        assertThat(seen).containsExactly(QUEUED, Samples.training(2), Samples.succeeded());
    }

    @ParameterizedTest
    @EnumSource(names = {"RUN_STATE_SUCCEEDED", "RUN_STATE_FAILED", "RUN_STATE_CANCELLED"})
    void endsWithTheRunThoughTheStreamStaysOpen(RunState state) {
        trainer.onWatch(caller -> FakeTrainer.tell(caller, Samples.run(state)));
        assertThat(client.runs().watch(Samples.RUN, seen::add).getState()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "CANCELLED"})
    void goesOnAfterTheServerWasAway(Status.Code left) {
        trainer.onWatch(caller -> {
                    FakeTrainer.tell(caller, Samples.training(1));
                    caller.onError(left.toStatus().asRuntimeException());
                })
                .telling(Samples.training(2), Samples.succeeded());
        assertThat(client.runs().watch(Samples.RUN, seen::add)).isEqualTo(Samples.succeeded());
        assertThat(seen).containsExactly(Samples.training(1), Samples.training(2), Samples.succeeded());
    }

    @Test
    void asksAgainIfTheStreamEndsBeforeTheRun() {
        trainer.telling(QUEUED).telling().telling(Samples.succeeded());
        assertThat(client.runs().watch(Samples.RUN, seen::add)).isEqualTo(Samples.succeeded());
    }

    @Test
    void goesOnWhenTheServerIsReplaced() {
        FakeTrainer next = new FakeTrainer().telling(Samples.succeeded());
        trainer.onWatch(caller -> FakeTrainer.tell(caller, QUEUED));
        FakeServer[] replacement = new FakeServer[1];
        Run end = client.runs().watch(Samples.RUN, run -> {
            if (replacement[0] == null) {
                server.close();
                replacement[0] = FakeServer.on(server.port(), next);
            }
        });
        replacement[0].close();
        assertThat(end).isEqualTo(Samples.succeeded());
    }

    @Test
    void givesUpOnAServerThatStaysAway() {
        server.close();
        try (ResForgeClient impatient = client(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.runs().watch(Samples.RUN, seen::add))
                    .isInstanceOf(ResForgeException.class)
                    .hasMessage("nothing answers at " + server.address());
        }
    }

    @Test
    void givesUpOnAServerThatOnlyEndsStreams() {
        for (int i = 0; i < 20; i++) {
            trainer.telling();
        }
        try (ResForgeClient impatient = client(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.runs().watch(Samples.RUN, seen::add))
                    .isInstanceOf(ResForgeException.class)
                    .hasMessageContaining("keeps ending the stream before the run ends");
        }
    }

    @Test
    void doesNotAskAgainForARunThatIsNotThere() {
        assertThatThrownBy(() -> client.runs().watch("none", seen::add)).hasMessage("there is no run none");
        assertThat(seen).isEmpty();
    }

    @Test
    void leavesNoStreamOpenWhenTheListenerThrows() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        trainer.onWatch(caller -> {
            ((ServerCallStreamObserver<?>) caller).setOnCancelHandler(cancelled::countDown);
            FakeTrainer.tell(caller, QUEUED);
        });
        assertThatThrownBy(() -> client.runs().watch(Samples.RUN, run -> {
                    throw new IllegalStateException("the listener's own trouble");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        trainer.onWatch(caller -> FakeTrainer.tell(caller, QUEUED));
        assertThatThrownBy(() -> client.runs()
                        .watch(Samples.RUN, run -> Thread.currentThread().interrupt()))
                .isInstanceOf(ResForgeException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
