package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.Pictures;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the metrics page tells. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class MeasurementsTest extends RunningService {

    @Test
    void measuresCallsStagesBatchesAndModels() {
        // Given
        client.classify(1);
        client.inference().classify(ServiceClient.request(ServiceClient.encoded(Pictures.png(64, 64))));
        // When
        String metrics = client.page("/q/metrics");
        // Then
        String version = "model=\"cifar10\",version=\"" + live + "\"";
        assertThat(metrics)
                .contains("grpc_server_processing_duration_seconds_bucket{")
                .containsPattern("inference_stage_duration_seconds_bucket\\{.*stage=\"decode\"")
                .containsPattern("inference_stage_duration_seconds_bucket\\{.*stage=\"queue\"")
                .containsPattern("inference_stage_duration_seconds_bucket\\{.*stage=\"infer\"")
                .containsPattern("inference_batch_size_bucket\\{.*le=\"32.0\"")
                .containsPattern("predictions_total\\{class=\"[a-z]+\"," + version)
                .contains("inference_queue_images{model=\"cifar10\"} 0.0")
                .containsPattern("model_info\\{" + version.replace(",", ",run_id=\"run-1\",sha256=\"[0-9a-f]{64}\","))
                .contains("model_load_duration_seconds_bucket{")
                .contains("model_reload_total{model=\"cifar10\",reason=\"promotion\",result=\"live\"}");
    }
}
