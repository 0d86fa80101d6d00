package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.TwoModels;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.LoadedVersion;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two models in one service, one with labels and one with a version on trial. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@QuarkusTestResource(value = TwoModels.class, restrictToAnnotatedClass = true)
@Timeout(60)
class SeveralModelsTest extends RunningService {

    private static final String OTHER = TwoModels.SECOND;

    @Test
    void servesBothModelsWithTheirLabelsCanariesAndMetrics() {
        // Given: of the other model versions 1 and 2, of which 2 is the champion; of the first a version on trial
        store.promote(OTHER, FIRST);
        store.promote(OTHER, SECOND);
        String canary = store.publish(SECOND);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        has(OTHER, "2", loaded -> loaded.getLabelsList().contains("next") && loaded.getShare() == 1)
                                && has("cifar10", canary, loaded -> loaded.getShare() == .5));
        // Then
        assertThat(client.inference()
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModelsList())
                .extracting(model -> model.getLive().getModel())
                .containsExactly("cifar10", OTHER);
        assertLabels();
        assertThatTheCanaryHasItsShare(canary);
        assertMetrics(canary);
    }

    private void assertLabels() {
        assertThat(version(other("").build())).isEqualTo("2");
        assertThat(version(other("first-one").build())).isEqualTo("1");
        assertThat(version(other("next").build())).isEqualTo("2");
        StatusRuntimeException refusal = client.failure(other("missing").build());
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal.getStatus().getDescription())
                .startsWith("no version of own-model has the label \"missing\"; labels are first-one, next; version 999"
                        + " was refused: ");
    }

    private void assertThatTheCanaryHasItsShare(String canary) {
        List<String> versions = IntStream.range(0, 100)
                .mapToObj(seed -> version(ServiceClient.request(seed)))
                .toList();
        assertThat(versions).containsOnly(live, canary).contains(live, canary);
    }

    /** Each series of a version or a reload is the model's own. */
    private void assertMetrics(String canary) {
        assertThat(client.metric("resforge_model_promotion{model=\"own-model\"}"))
                .isEqualTo(2);
        assertThat(client.metric(reloads(OTHER, "missing", "refused"))).isEqualTo(1);
        assertThat(client.metric(reloads("cifar10", "missing", "refused"))).isZero();
        assertThat(stage(OTHER, "2")).isEqualTo(2);
        assertThat(stage(OTHER, "1")).isEqualTo(1);
        assertThat(stage("cifar10", live) + stage("cifar10", canary)).isEqualTo(100);
        assertThat(client.metric("resforge_canary_calls_total{model=\"cifar10\",outcome=\"answered\",version=\""
                        + canary + "\"}"))
                .isEqualTo(stage("cifar10", canary));
        assertThat(client.page("/q/metrics"))
                .containsPattern(
                        "resforge_predictions_total\\{class=\"[a-z]+\",model=\"own-model\",version=\"2\"} [12]")
                .containsPattern("resforge_model_info\\{model=\"own-model\",.*version=\"2\"} 1");
    }

    private double stage(String model, String version) {
        return client.metric("resforge_inference_stage_duration_seconds_count{model=\"" + model
                + "\",stage=\"infer\",version=\"" + version + "\"}");
    }

    private static String reloads(String model, String reason, String result) {
        return "resforge_model_reload_total{model=\"" + model + "\",reason=\"" + reason + "\",result=\"" + result
                + "\"}";
    }

    private boolean has(String model, String version, Predicate<LoadedVersion> asExpected) {
        return client.inference().listModels(ListModelsRequest.getDefaultInstance()).getModelsList().stream()
                .flatMap(it -> it.getVersionsList().stream())
                .filter(loaded -> loaded.getVersion().getModel().equals(model))
                .filter(loaded -> loaded.getVersion().getVersion().equals(version))
                .anyMatch(asExpected);
    }

    private String version(ClassifyRequest request) {
        ClassifyResponse response = client.inference().classify(request);
        return response.getModel().getVersion();
    }

    private static ClassifyRequest.Builder other(String label) {
        return ServiceClient.request(ServiceClient.raw(TinyNetwork.pixels(1))).toBuilder()
                .setModel(OTHER)
                .setLabel(label);
    }
}
