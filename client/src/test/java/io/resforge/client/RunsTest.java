package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.Version;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunsTest {

    private final FakeTrainer trainer = new FakeTrainer();
    private final FakeRegistry registry = new FakeRegistry(IntStream.iterate(250, i -> i > 0, i -> i - 1)
            .mapToObj(i -> Samples.version("" + i, i == 250))
            .toArray(Version[]::new));
    private final FakeServer server = FakeServer.of(trainer, registry);
    private final ResForgeClient client =
            ResForgeClient.builder().trainer(server.address()).build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void submitsUnderTheSameIdAgainIfTheServerIsAwayForAMoment() {
        trainer.submit.failing(1, Status.UNAVAILABLE.asRuntimeException());
        Run run = client.runs().submit(RunSpec.newBuilder().setDataset("/data").build());
        assertThat(run.getRunId()).matches("run-\\d{8}-\\d{6}-[0-9a-z]{4}");
        assertThat(trainer.submit.asked())
                .hasSize(2)
                .extracting(SubmitRunRequest::getRunId)
                .containsOnly(run.getRunId());
    }

    @Test
    void submitsUnderAnIdOfOnesOwn() {
        assertThat(client.runs().submit(RunSpec.getDefaultInstance(), "mine").getRunId())
                .isEqualTo("mine");
    }

    @Test
    void listsRunsOverAsManyPagesAsItTakes() {
        IntStream.range(0, 150)
                .forEach(i -> trainer.with(
                        Run.newBuilder().setRunId("run-" + (1000 + i)).build()));
        assertThat(client.runs().list(120))
                .hasSize(120)
                .extracting(Run::getRunId)
                .startsWith("run-1149")
                .doesNotHaveDuplicates();
        assertThat(trainer.list.asked())
                .extracting(ListRunsRequest::getPageSize)
                .containsExactly(100, 20);
    }

    @Test
    void listsFewerRunsIfThereAreFewer() {
        trainer.with(Samples.succeeded());
        assertThat(client.runs().list(1000)).containsExactly(Samples.succeeded());
    }

    @Test
    void listsVersionsOverAsManyPagesAsItTakes() {
        assertThat(client.versions().list("", 250))
                .hasSize(250)
                .extracting(Version::getVersion)
                .startsWith("250", "249")
                .endsWith("1");
    }

    @Test
    void refusesToListNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.runs().list(0))
                .withMessage("a limit must be at least 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.versions().list("", -1))
                .withMessage("a limit must be at least 1, was -1");
    }

    @Test
    void neverRepeatsAPromotionOrARollback() {
        // Given: what may have happened already must not happen twice.
        registry.promote.failing(1, Status.UNAVAILABLE.asRuntimeException());
        registry.rollback.failing(1, Status.UNAVAILABLE.asRuntimeException());
        // When
        assertThatThrownBy(() -> client.versions().promote("", "3", "why", "me"))
                .isInstanceOf(ResForgeException.class);
        assertThatThrownBy(() -> client.versions().rollback("", "why", "me")).isInstanceOf(ResForgeException.class);
        // Then
        assertThat(registry.promote.asked()).hasSize(1);
        assertThat(registry.rollback.asked()).hasSize(1);
    }

    @Test
    void repeatsACancellationUnderOneRequestId() {
        // Given
        trainer.with(Samples.training(1));
        trainer.cancel.failing(1, Status.UNAVAILABLE.asRuntimeException());
        // When
        client.runs().cancel(Samples.RUN, "why");
        // Then
        assertThat(trainer.cancel.asked())
                .hasSize(2)
                .extracting(CancelRunRequest::getRequestId)
                .doesNotContain("")
                .containsOnly(trainer.cancel.asked().get(0).getRequestId());
    }

    @Test
    void waitsForAWorkerThatDoesNotStopUntilItIsKilled() {
        // Given
        trainer.with(Samples.training(1));
        Map<String, Long> seconds = new ConcurrentHashMap<>();
        ClientInterceptor deadlines = new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                Optional.ofNullable(options.getDeadline())
                        .ifPresent(it -> seconds.put(method.getBareMethodName(), it.timeRemaining(TimeUnit.SECONDS)));
                return next.newCall(method, options);
            }
        };
        try (ResForgeClient watched = ResForgeClient.builder()
                .trainer(server.address())
                .interceptors(deadlines)
                .build()) {
            // When
            watched.runs().cancel(Samples.RUN, "why");
            watched.runs().suspend(Samples.RUN);
            assertThatThrownBy(() -> watched.runs().delete(Samples.RUN, true)).isInstanceOf(ResForgeException.class);
        }
        // Then
        assertThat(seconds).containsOnlyKeys("CancelRun", "SuspendRun", "DeleteRun");
        assertThat(seconds.values()).as("twice the grace of 30 s, and the call").allMatch(it -> it > 60);
    }

    @Test
    void describesTheChampionIfNoVersionIsNamed() {
        assertThat(client.versions().get("", "").getVersion().getVersion()).isEqualTo("250");
    }

    @Test
    void tellsOfARunThatIsNotThere() {
        assertThatThrownBy(() -> client.runs().get("none"))
                .isInstanceOfSatisfying(ResForgeException.class, failure -> assertThat(failure.status())
                        .isEqualTo(Status.Code.NOT_FOUND))
                .hasMessage("there is no run none");
    }
}
