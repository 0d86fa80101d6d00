package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.CanaryOutcome;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the metrics page tells. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class MeasurementsTest extends RunningService {

    private static final Path DOCUMENTATION = Path.of("..", "docs", "metrics.md");

    @Inject
    ServingObserver observer;

    @Test
    void tellsNothingThatTheDocumentationDoesNotName() throws IOException {
        // Given: everything happens once
        LiveModel model = FakeModels.live(1000);
        observer.shadowed(model, true, 1);
        observer.canaryCall(model, CanaryOutcome.ANSWERED, 1);
        observer.fedBack("cifar10", "1000", true);
        client.classify(1);
        // When
        List<String> ours = Pattern.compile("(?m)^# TYPE ((?:inference|model|prediction|resforge)\\w*) ")
                .matcher(client.page("/q/metrics"))
                .results()
                .map(type -> type.group(1).replaceFirst("_max$", ""))
                .toList();
        // Then
        String documentation = Files.readString(DOCUMENTATION);
        assertThat(ours).hasSizeGreaterThan(15).allSatisfy(name -> assertThat(documentation)
                .containsAnyOf("| `" + name + "` |", "| `" + name + "_total` |"));
    }

    @Test
    void countsCallsOfEveryProtocolByTheSameNamesAndCodes() throws Exception {
        // Given
        byte[] picture = ImageFiles.png(32, 32);
        String infer = "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\""
                + Base64.getEncoder().encodeToString(picture) + "\"]}]}";
        // When
        client.classify(1);
        client.post("/v1/classify", picture);
        client.post("/v1/classify", new byte[] {1, 2, 3});
        client.post("/v2/models/cifar10/infer", infer.getBytes(StandardCharsets.UTF_8));
        client.post("/v2/models/cifar10/versions/999999/infer", infer.getBytes(StandardCharsets.UTF_8));
        // Then: a call is counted once its answer is out, which the client may have before
        Pattern last = Pattern.compile(counted("NOT_FOUND", "ModelInfer", "http") + "[1-9]");
        String metrics = await().atMost(Duration.ofSeconds(50))
                .until(() -> client.page("/q/metrics"), page -> last.matcher(page)
                        .find());
        assertThat(metrics)
                .containsPattern(counted("OK", "Classify", "grpc") + "[1-9]")
                .containsPattern(counted("OK", "Classify", "http") + "[1-9]")
                .containsPattern(counted("INVALID_ARGUMENT", "Classify", "http") + "[1-9]")
                .containsPattern(counted("OK", "ModelInfer", "http") + "[1-9]")
                .containsPattern(counted("UNAUTHENTICATED", "ModelInfer", "grpc") + "0")
                .containsPattern(counted("UNAUTHENTICATED", "ClassifyStream", "grpc") + "0")
                .containsPattern(
                        "resforge_inference_call_duration_seconds_bucket\\{method=\"ModelInfer\",model=\"cifar10\",protocol=\"http\",le=\"0.1\"");
    }

    private static String counted(String code, String method, String protocol) {
        return "resforge_inference_calls_total\\{code=\"" + code + "\",method=\"" + method
                + "\",model=\"cifar10\",protocol=\"" + protocol + "\"} ";
    }

    @Test
    void measuresCallsStagesBatchesAndModels() {
        // Given
        client.classify(1);
        client.inference().classify(ServiceClient.request(ServiceClient.encoded(ImageFiles.png(64, 64))));
        // When
        String metrics = client.page("/q/metrics");
        // Then
        String version = "model=\"cifar10\",version=\"" + live + "\"";
        assertThat(metrics)
                .contains("grpc_server_processing_duration_seconds_bucket{")
                .containsPattern("resforge_inference_stage_duration_seconds_bucket\\{.*stage=\"decode\"")
                .containsPattern("resforge_inference_stage_duration_seconds_bucket\\{.*stage=\"queue\"")
                .containsPattern("resforge_inference_stage_duration_seconds_bucket\\{.*stage=\"infer\"")
                .containsPattern("resforge_inference_stage_duration_seconds_bucket\\{.*stage=\"encode\"")
                .containsPattern("resforge_prediction_confidence_bucket\\{.*le=\"0.95\"")
                .contains("resforge_prediction_drift_psi{" + version + "} 0.0")
                .contains("resforge_leases_open{model=\"cifar10\"} 0.0")
                .containsPattern("resforge_inference_batch_size_bucket\\{.*le=\"32.0\"")
                .containsPattern("resforge_inference_engine_images_total\\{engine=\"[a-z0-9-]+\"," + version)
                .containsPattern("resforge_predictions_total\\{class=\"[a-z]+\"," + version)
                .contains("resforge_inference_queue_images{model=\"cifar10\"} 0.0")
                .containsPattern(
                        "resforge_model_info\\{" + version.replace(",", ",run_id=\"run-1\",sha256=\"[0-9a-f]{64}\","))
                .contains("resforge_model_load_duration_seconds_bucket{")
                .contains("resforge_model_reload_total{model=\"cifar10\",reason=\"promotion\",result=\"live\"}");
    }
}
