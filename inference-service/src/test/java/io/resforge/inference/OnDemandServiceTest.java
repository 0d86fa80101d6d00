package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ModelsOnDemand;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.RepositoryIndexRequest;
import io.resforge.oip.RepositoryIndexResponse.ModelIndex;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.Model;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three models on demand in one service, of which two may be loaded. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@QuarkusTestResource(value = ModelsOnDemand.class, restrictToAnnotatedClass = true)
@Timeout(120)
class OnDemandServiceTest extends RunningService {

    private static final List<String> MODELS = List.of("m-1", "m-2", "m-3");

    @BeforeEach
    void findThem() {
        if (listed().size() < 4) {
            MODELS.forEach(model -> store.promote(model, FIRST));
            await().atMost(Duration.ofSeconds(60)).until(() -> listed().size() == 4);
        }
    }

    private List<Model> listed() {
        return client.inference()
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList();
    }

    @Test
    void eachIsLoadedByItsFirstCallAndLeavesForOthers() {
        for (String model : MODELS) {
            assertThat(classify(model)).isEqualTo("1");
        }
        // Then: the first has left, and can be had all the same
        await().atMost(Duration.ofSeconds(60)).until(() -> !isLoaded("m-1"));
        assertThat(isLoaded("m-2")).isTrue();
        assertThat(isLoaded("m-3")).isTrue();
        assertThat(entry("m-1").getState()).isEqualTo("UNAVAILABLE");
        assertThat(entry("m-1").getReason())
                .isEqualTo("no version of m-1 is live: it left memory for others, and the next call that names it loads"
                        + " it");
        assertThat(entry("m-3").getState()).isEqualTo("READY");
        for (String model : MODELS) {
            assertThat(health(model)).isEqualTo(ServingStatus.SERVING);
            assertThat(client.status("/v2/models/" + model + "/ready")).isEqualTo(200);
        }
        assertThat(classify("m-1")).isEqualTo("1");
        // and what is measured names no model that is not loaded
        double loads = client.metric("resforge_on_demand_loads_total{model=\"cifar10\",result=\"loaded\"}");
        assertThat(loads).isGreaterThanOrEqualTo(4);
        assertThat(client.metric("resforge_on_demand_evictions_total{lacking=\"models\",model=\"cifar10\"}"))
                .isEqualTo(loads - 2);
        assertThat(client.metric("resforge_on_demand_wait_seconds_count{model=\"cifar10\"}"))
                .isGreaterThanOrEqualTo(4);
        assertThat(client.page("/q/metrics")).doesNotContain("model=\"m-2\"").contains("model=\"m-1\"");
    }

    @Test
    void noCallFailsThoughFewerAreLoadedThanAreCalled() throws Exception {
        List<Callable<String>> calls = IntStream.range(0, 60)
                .<Callable<String>>mapToObj(call -> () -> classify(MODELS.get(call % MODELS.size())))
                .toList();
        try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
            for (Future<String> call : callers.invokeAll(calls)) {
                assertThat(call.get()).isEqualTo("1");
            }
        }
    }

    @Test
    void theOpenInferenceProtocolLoadsThemToo() {
        for (String model : MODELS) {
            assertThat(client.page("/v2/models/" + model)).contains("\"" + model + "\"", "\"1\"");
            assertThat(isLoaded(model)).isTrue();
        }
        assertThat(client.page("/v2/models/m-1/config")).contains("max_batch_size");
    }

    @Test
    void oneThatDoesNotExistIsNotAskedOfTheStore() {
        StatusRuntimeException refusal = client.failure(request("m-4"));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal.getStatus().getDescription())
                .isEqualTo("model \"m-4\" is not served here; served are cifar10, and 3 on demand");
    }

    @Test
    void anOddCallLoadsNothing() {
        for (String model : MODELS) {
            classify(model);
        }
        String cold =
                MODELS.stream().filter(model -> !isLoaded(model)).findFirst().orElseThrow();
        StatusRuntimeException refusal =
                client.failure(ClassifyRequest.newBuilder().setModel(cold).build());
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(isLoaded(cold)).isFalse();
    }

    private ClassifyRequest request(String model) {
        return ServiceClient.request(ServiceClient.raw(TinyNetwork.pixels(1))).toBuilder()
                .setModel(model)
                .build();
    }

    private String classify(String model) {
        return client.inference().classify(request(model)).getModel().getVersion();
    }

    private boolean isLoaded(String name) {
        Model model = client.inference()
                .getModel(GetModelRequest.newBuilder().setModel(name).build())
                .getModel();
        assertThat(model.getOnDemand()).isTrue();
        assertThat(model.getLive().getModel()).isEqualTo(name);
        return model.getVersionsCount() > 0;
    }

    private ModelIndex entry(String model) {
        return GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                .getModelsList()
                .stream()
                .filter(entry -> entry.getName().equals(model))
                .findFirst()
                .orElseThrow();
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(client.channel())
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }
}
