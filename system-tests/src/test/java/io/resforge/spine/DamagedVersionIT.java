package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Model;
import io.resforge.v1.Promotion;
import io.resforge.v1.RefusedVersion;
import io.resforge.v1.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A version whose files are not what was published. */
class DamagedVersionIT {

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore();

    @Test
    void neverServesAVersionWithAFlippedByteAndLoadsALaterGoodOne() throws Exception {
        // Given
        Path dataset = SampleImages.write(spine.home().resolve("sample"));
        flipByteOf("2");
        spine.startBoth();
        Until.live(spine.client().inference(), "1");
        SteadyCallers callers = spine.add(SteadyCallers.start(spine.inference().address(), SampleImages.rawFrog()));

        // When
        Promotion bad = spine.client().versions().promote("", "2", "not known to be damaged", "test");

        // Then
        Model model = Until.model(spine.client().inference(), "version 2 is refused", it -> it.getRefusedCount() > 0);
        assertThat(model.getLive().getVersion()).isEqualTo("1");
        RefusedVersion refused = model.getRefused(0);
        assertThat(refused.getVersion()).isEqualTo("2");
        assertThat(refused.getPromotion()).isEqualTo(bad.getNumber());
        assertThat(refused.getReason()).contains("SHA-256");
        assertThat(spine.logged().text())
                .contains("refused cifar10 version 2 (promotion " + bad.getNumber() + ", checksum)")
                .contains("version 1 keeps serving");
        countsTheRefusal();

        loadsALaterVersion(dataset);
        callers.close();
        assertThat(callers.failures()).isEmpty();
        assertThat(callers.answersOf("1")).isPositive();
        assertThat(callers.answersOf("2")).isZero();
        assertThat(callers.answersOf("3")).isPositive();
    }

    private static void countsTheRefusal() throws Exception {
        try (Probes probes = new Probes(spine.inference())) {
            assertThat(probes.metrics("resforge_model_reload_total")).anySatisfy(line -> assertThat(line)
                    .contains("result=\"refused\"", "reason=\"checksum\"")
                    .endsWith(" 1.0"));
            assertThat(probes.get("/q/health/ready").statusCode()).isEqualTo(200);
        }
    }

    private static void loadsALaterVersion(Path dataset) {
        RunResult third =
                Follow.submitted(spine.client(), Recipes.from(dataset, "1")).awaitVersion();
        assertThat(third.getVersion()).isEqualTo("3");
        if (!third.getPromoted()) {
            spine.client().versions().promote("", "3", "whole, at least", "test");
        }
        Model model = Until.live(spine.client().inference(), "3");
        ClassifyResponse answer = spine.client().inference().classify(SampleImages.rawFrog());
        assertThat(answer.getModel().getVersion()).isEqualTo("3");
        assertThat(model.getRefusedList()).isEmpty();
    }

    /** In the middle of the weights, where only a digest tells. */
    private static void flipByteOf(String version) throws IOException {
        Path file = spine.store().resolve("models/cifar10/versions/" + version + "/model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file); // objects are hard links, which may be another's too
        Files.write(file, bytes);
    }
}
