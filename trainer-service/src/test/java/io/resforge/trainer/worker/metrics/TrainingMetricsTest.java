package io.resforge.trainer.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.torch.Precision;
import io.resforge.trainer.worker.metrics.TrainingMetrics.MetricsSubject;
import io.resforge.training.loop.TrainingEvent;
import io.resforge.training.loop.TrainingEvent.CheckpointSaved;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.EpochStarted;
import io.resforge.training.loop.TrainingEvent.Resumed;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingMetricsTest {

    private static final TrainingScore TRAINING = new TrainingScore(1.5, 0.5, 0.9);
    private static final TrainingScore HELD_OUT = new TrainingScore(1.25, 0.75, 0.95);

    private final AtomicLong nanos = new AtomicLong();
    private final TrainingMetrics metrics = new TrainingMetrics(nanos::get);

    @BeforeEach
    void begin() {
        metrics.begins(new MetricsSubject("mine", "cifar10", "he2016-resnet20", "resnet20-v1", 2));
        metrics.computesOn("cpu");
        tell(new RunStarted("resnet20-v1", 1000, 1000, 100, 100, 4, 10, Precision.FP32), 0);
    }

    private void tell(TrainingEvent event, int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        metrics.accept(event);
    }

    private static StepsDone steps(int epoch, int step) {
        return new StepsDone(epoch, step, 10, TRAINING, 2.5, 50, Duration.ofSeconds(70), 0.1);
    }

    private static EpochFinished epoch(int epoch) {
        return new EpochFinished(
                epoch, TRAINING, HELD_OUT, OptionalDouble.empty(), 2.5, 0.1, 100, Duration.ofSeconds(60), true);
    }

    /** The value of the one series with this name whose labels contain this text. */
    private double value(String name, String label) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce((one, other) -> Double.NaN)
                .orElse(Double.NaN);
    }

    private double value(String name) {
        return value("resforge_training_" + name, "run=\"mine\"");
    }

    @Test
    void tellsHowTrainingStands() {
        // Given
        tell(new EpochStarted(1), 0);
        // When
        tell(steps(1, 5), 10);
        // Then
        assertThat(value("resforge_training_loss", "split=\"training\"")).isEqualTo(1.5);
        assertThat(value("resforge_training_accuracy", "split=\"training\"")).isEqualTo(0.5);
        assertThat(metrics.scrape()).doesNotContain("held_out");
        assertThat(value("learning_rate")).isEqualTo(0.1);
        assertThat(value("gradient_norm")).isEqualTo(2.5);
        assertThat(value("epoch")).isEqualTo(1);
        assertThat(value("epochs")).isEqualTo(4);
        assertThat(value("progress_ratio")).isEqualTo(0.125);
        assertThat(value("seconds_left")).isEqualTo(70);
        assertThat(value("images_per_second")).isEqualTo(50);
        assertThat(value("images_total")).isEqualTo(500);
        assertThat(value("step_seconds_count")).isEqualTo(5);
        assertThat(value("step_seconds_sum")).isEqualTo(10);
        assertThat(value("resforge_training_step_seconds_bucket", "le=\"2.0\"")).isEqualTo(5);
        assertThat(value("resforge_training_step_seconds_bucket", "le=\"1.0\"")).isZero();
        assertThat(value("resforge_training_info", "attempt=\"2\",device=\"cpu\",model=\"cifar10\",precision=\"fp32\""))
                .as(metrics.scrape())
                .isEqualTo(1);
    }

    @Test
    void tellsHowAnEpochEndedAndCountsItsLastSteps() {
        // Given
        tell(new EpochStarted(1), 0);
        tell(steps(1, 8), 8);
        // When: most of the time until the event was for the held-out images
        tell(epoch(1), 100);
        tell(new CheckpointSaved(1, 0.75), 0);
        // Then
        assertThat(value("resforge_training_loss", "split=\"held_out\"")).isEqualTo(1.25);
        assertThat(value("resforge_training_accuracy", "split=\"held_out\"")).isEqualTo(0.75);
        assertThat(value("best_accuracy")).isEqualTo(0.75);
        assertThat(value("progress_ratio")).isEqualTo(0.25);
        assertThat(value("images_total")).isEqualTo(1000);
        assertThat(value("step_seconds_count")).isEqualTo(10);
        assertThat(value("step_seconds_sum")).isEqualTo(10);
        assertThat(value("checkpoint_age_seconds")).isZero();
    }

    @Test
    void countsOnlyItsOwnStepsAfterAResume() {
        tell(new Resumed(2, 6), 0);
        tell(new EpochStarted(2), 0);
        tell(steps(2, 8), 2);

        assertThat(value("images_total")).isEqualTo(200);
        assertThat(value("step_seconds_count")).isEqualTo(2);
        assertThat(value("progress_ratio")).isEqualTo(1.8 / 4);
    }

    @Test
    void growsOldUntilSomethingHappens() {
        nanos.addAndGet(Duration.ofSeconds(90).toNanos());
        assertThat(value("activity_age_seconds")).isEqualTo(90);
        assertThat(value("snapshot_age_seconds")).isEqualTo(90);
        assertThat(value("report_age_seconds")).isEqualTo(90);

        metrics.reported();
        metrics.snapshotKept();
        tell(new EpochStarted(1), 0);

        assertThat(value("activity_age_seconds")).isZero();
        assertThat(value("snapshot_age_seconds")).isZero();
        assertThat(value("report_age_seconds")).isZero();
    }

    @Test
    void isServedOverHttpTogetherWithItsHealth() throws Exception {
        try (MetricsServer server = MetricsServer.start(0, metrics)) {
            HttpResponse<String> scraped = get(server, "/metrics");
            assertThat(scraped.statusCode()).isEqualTo(200);
            assertThat(scraped.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(scraped.body()).contains("resforge_training_info{", "jvm_memory_used_bytes{");
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);

            nanos.addAndGet(Duration.ofMinutes(10).toNanos());

            assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/healthz").body()).isEqualTo("nothing has happened for 600 s\n");
        }
    }

    private static HttpResponse<String> get(MetricsServer server, String path)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
