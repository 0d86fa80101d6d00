package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.RunResult;
import io.resforge.v1.Version;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** The whole way with the packaged services: from images to a model that is replaced while it answers. */
abstract class FromImagesToAnswers {

    private static final long MANY = 50;

    private final Spine spine;

    /** @param spine over a store of some kind, empty */
    FromImagesToAnswers(Spine spine) {
        this.spine = spine;
    }

    /** What makes it harder from here on, if anything: there is a model, and the next is about to be trained. */
    void worsen() {}

    /** What more is to be seen at the end. */
    void lookFurther() throws Exception {}

    @Test
    void trainsPublishesServesAndReplacesTheModelUnderLoad() throws Exception {
        Path dataset = SampleImages.write(spine.home().resolve("sample"));
        spine.startBoth();
        ResForgeClient client = spine.client();
        Probes probes = spine.add(new Probes(spine.inference()));
        Iterator<HealthCheckResponse> health = probes.watchHealth();

        saysThatThereIsNoModelYet(probes, health);

        RunResult first = Follow.submitted(client, Recipes.quick(dataset)).awaitVersion();
        assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        answersWith(first);
        assertThat(probes.get("/q/health/ready").statusCode()).isEqualTo(200);

        SteadyCallers callers = spine.add(SteadyCallers.start(spine.inference().address(), SampleImages.encodedFrog()));
        worsen();
        RunResult second = Follow.submitted(client, Recipes.from(dataset, first.getVersion()))
                .awaitVersion();
        makeChampion(second);
        Until.holds("version 2 answers the callers", () -> callers.answersOf(second.getVersion()) >= MANY);
        callers.close();
        assertThat(callers.failures()).isEmpty();
        assertThat(callers.answersOf(first.getVersion())).isGreaterThanOrEqualTo(MANY);
        answersWith(second);
        tellsWhereTheSecondVersionComesFrom();
        lookFurther();
    }

    private void saysThatThereIsNoModelYet(Probes probes, Iterator<HealthCheckResponse> health) throws Exception {
        assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        Until.holds("the store was looked at", () -> refusal().getMessage().contains("none has been promoted yet"));
        assertThat(refusal().status()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(probes.get("/q/health/ready").statusCode()).isEqualTo(503);
        assertThat(probes.get("/q/health/ready").body()).contains("DOWN", "no version of cifar10 is live");
        assertThat(probes.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(spine.client().inference().models()).isEmpty();
    }

    /** Without waiting for the model, which the client would do. */
    private ResForgeException refusal() {
        try (ResForgeClient impatient = ResForgeClient.builder()
                .inference(spine.inference().address())
                .attempts(1)
                .build()) {
            return catchThrowableOfType(
                    ResForgeException.class, () -> impatient.inference().classify(SampleImages.encodedFrog()));
        }
    }

    private void answersWith(RunResult result) {
        Version version = spine.client().versions().get("", result.getVersion()).getVersion();
        ClassifyResponse answer =
                spine.client().inference().classify(SampleImages.encodedFrog(), SampleImages.rawFrog());

        assertThat(version.getChampion()).isTrue();
        assertThat(answer.getModel().getModel()).isEqualTo("cifar10");
        assertThat(answer.getModel().getVersion()).isEqualTo(version.getVersion());
        assertThat(answer.getModel().getRunId()).isEqualTo(version.getRunId()).isNotEmpty();
        assertThat(answer.getModel().getSha256()).isEqualTo(version.getSha256()).hasSize(64);
        // The same picture: as a file without loss, and as bare pixels.
        assertThat(answer.getPredictions(0).getClassesList())
                .hasSize(5)
                .isEqualTo(answer.getPredictions(1).getClassesList());
    }

    /** Two epochs on few images need not make it better; then it is promoted by hand. */
    private void makeChampion(RunResult result) {
        assertThat(result.getDecision()).isNotBlank();
        if (!result.getPromoted()) {
            spine.client().versions().promote("", result.getVersion(), "the test goes on with it", "test");
        }
    }

    private void tellsWhereTheSecondVersionComesFrom() {
        Version second = spine.client().versions().get("", "2").getVersion();
        assertThat(second.getFromVersion()).isEqualTo("1");
        assertThat(spine.client().runs().get(second.getRunId()).getEpochsCount())
                .isEqualTo(2);
        assertThat(second.getTestAccuracy()).isBetween(0.0, 1.0);
        assertThat(second.getLabelsList()).hasSize(10).contains("frog");
        assertThat(spine.client().runs().list(10)).hasSize(2);
        assertThat(spine.logged().crashes()).isEmpty();
    }
}
