package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ListModelsRequest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that starts before there is a store. Its one test has it to itself, for a model once live stays so. */
@QuarkusTest
@QuarkusTestResource(value = Workplace.class, restrictToAnnotatedClass = true)
@TestProfile(FirstChampionTest.OfItsOwn.class)
@Timeout(60)
class FirstChampionTest {

    /** Restarts the service. */
    public static class OfItsOwn implements QuarkusTestProfile {}

    @Inject
    InferenceConfig config;

    private ServiceClient client;

    @BeforeEach
    void connect() {
        client = new ServiceClient();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void isAliveButNotReadyUntilTheFirstModelIsLive() {
        // Given: no store yet
        List<ServingStatus> watched = watch();
        StatusRuntimeException none = catchThrowableOfType(StatusRuntimeException.class, () -> client.classify(1));
        assertThat(none.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(none.getStatus().getDescription()).startsWith("no version of cifar10 is live");
        assertThat(client.inference()
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModelsList())
                .isEmpty();
        assertThat(client.status("/q/health/live")).isEqualTo(200);
        assertThat(client.status("/q/health/ready")).isEqualTo(503);
        // It has looked, so that it is not restarted in vain.
        await().atMost(Duration.ofSeconds(60)).until(() -> client.status("/q/health/started") == 200);
        assertThat(client.status("/q/health/ready")).isEqualTo(503);
        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check("cifar10")).isEqualTo(ServingStatus.NOT_SERVING);
        // When
        String version = new TestStore(config.home()).promote(TinyNetwork.of(1));
        client.awaitLive(version);
        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> check("") == ServingStatus.SERVING);
        assertThat(client.status("/q/health/ready")).isEqualTo(200);
        assertThat(client.status("/q/health/started")).isEqualTo(200);
        assertThat(client.page("/q/health/ready")).contains("\"cifar10\": \"version " + version + "\"");
        assertThat(check("resforge.v1.InferenceService")).isEqualTo(ServingStatus.SERVING);
        assertThat(check("cifar10")).isEqualTo(ServingStatus.SERVING);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> watched.equals(List.of(ServingStatus.NOT_SERVING, ServingStatus.SERVING)));
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(client.channel())
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private List<ServingStatus> watch() {
        List<ServingStatus> seen = new CopyOnWriteArrayList<>();
        HealthGrpc.newStub(client.channel()).watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse response) {
                seen.add(response.getStatus());
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> !seen.isEmpty());
        return seen;
    }
}
