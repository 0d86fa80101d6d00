package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.OtlpReceiver;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassifyResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a call once traces and the log of predictions are asked for. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@QuarkusTestResource(value = OtlpReceiver.class, restrictToAnnotatedClass = true)
@Timeout(60)
class TracesOnRequestTest extends RunningService {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void followsACallerIntoTheServerAndNamesItsTraceWithThePrediction() {
        // Given
        List<LogRecord> lines = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger("resforge.predictions");
        Handler keeping = keeping(lines);
        log.addHandler(keeping);
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
                "00-" + TRACE + "-00f067aa0ba902b7-01");
        // When
        ClassifyResponse response = client.inference()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .classify(ServiceClient.request(1));
        log.removeHandler(keeping);
        // Then
        await().atMost(Duration.ofSeconds(60))
                .until(() -> OtlpReceiver.received("resforge.v1.InferenceService/Classify")
                        && OtlpReceiver.received("batch")
                        && OtlpReceiver.received("queue"));
        String id = response.getPredictions(0).getId();
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getMessage()).startsWith("prediction " + id + ": cifar10 version " + live + ", ");
            assertThat(((ExtLogRecord) line).getMdc("prediction_id")).isEqualTo(id);
            assertThat(((ExtLogRecord) line).getMdc("trace_id")).isEqualTo(TRACE);
        });
    }

    private static Handler keeping(List<LogRecord> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                ((ExtLogRecord) line).copyMdc(); // it is gone a moment later
                lines.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
