package io.resforge.inference.api;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of two models, asked for its health. */
class GrpcHealthTest {

    private final ServedModels models = new ServedModels(List.of(served("cifar10"), served("digits")));
    private final GrpcHealth health = new GrpcHealth(models);
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(health)
                .build()
                .start();
        channel = Grpc.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void servesAModelAsSoonAsItIsLiveAndTheServerOnceNoOtherIsStillStarting() {
        // When
        goesLive("cifar10");
        // Then
        assertThat(check("cifar10")).isEqualTo(SERVING);
        assertThat(check("digits")).isEqualTo(NOT_SERVING);
        assertThat(check("")).isEqualTo(NOT_SERVING);
        // When
        goesLive("digits");
        // Then
        assertThat(List.of("digits", "", "resforge.v1.InferenceService", "inference.GRPCInferenceService"))
                .allSatisfy(name -> assertThat(check(name)).isEqualTo(SERVING));
    }

    @Test
    void servesBesideAModelThatHasNothingToServe() {
        // Given
        goesLive("cifar10");
        // When
        tell("digits", new ReloadEvent.FirstLookEnded());
        // Then
        assertThat(check("")).isEqualTo(SERVING);
        assertThat(check("resforge.v1.InferenceService")).isEqualTo(SERVING);
        assertThat(check("digits")).isEqualTo(NOT_SERVING);
    }

    @Test
    void servesNothingWhileNoModelIsLiveAndFromTheFirstOneOn() {
        // Given
        tell("cifar10", new ReloadEvent.FirstLookEnded());
        tell("digits", new ReloadEvent.FirstLookEnded());
        assertThat(check("")).isEqualTo(NOT_SERVING);
        // When
        goesLive("digits");
        // Then
        assertThat(check("")).isEqualTo(SERVING);
        assertThat(check("cifar10")).isEqualTo(NOT_SERVING);
    }

    @Test
    void tellsWhoWatchesAModelOfItsChangesAlone() {
        // Given
        Iterator<HealthCheckResponse> digits = watch("digits");
        assertThat(digits.next().getStatus()).isEqualTo(NOT_SERVING);
        // When
        goesLive("cifar10");
        goesLive("digits");
        // Then
        assertThat(digits.next().getStatus()).isEqualTo(SERVING);
        // When
        health.stop();
        // Then
        assertThat(digits.next().getStatus()).isEqualTo(NOT_SERVING);
    }

    @Test
    void servesNothingOnceItStopsWhateverGoesLiveAfterwards() {
        // Given
        goesLive("cifar10");
        // When
        health.stop();
        goesLive("digits");
        // Then
        assertThat(List.of("cifar10", "digits", ""))
                .allSatisfy(name -> assertThat(check(name)).isEqualTo(NOT_SERVING));
    }

    @Test
    void knowsNothingOfAModelThatIsNotServed() {
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> check("other"))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    private void goesLive(String name) {
        LiveModel live = FakeModels.live(1);
        TestSlots.fill(models.model(name).slot(), live, new FakeEngine(1));
        tell(name, new ReloadEvent.WentLive(live, Duration.ZERO, false));
    }

    private void tell(String name, ReloadEvent event) {
        models.on(name, event);
        health.on(name, event);
    }

    private ServingStatus check(String service) {
        return stub().check(request(service)).getStatus();
    }

    private Iterator<HealthCheckResponse> watch(String service) {
        return stub().watch(request(service));
    }

    private HealthGrpc.HealthBlockingStub stub() {
        return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private static HealthCheckRequest request(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    private static ServedModel served(String name) {
        return new ServedModel(name, new ModelSlot(), new CanaryWatch());
    }
}
