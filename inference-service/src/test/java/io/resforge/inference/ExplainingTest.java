package io.resforge.inference;

import static io.resforge.inference.testing.JsonAnswers.error;
import static io.resforge.inference.testing.JsonAnswers.ok;
import static io.resforge.inference.testing.JsonAnswers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.logits.Softmax;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why an answer came about, and where it comes from. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(120)
class ExplainingTest extends RunningService {

    private static final TinyNetwork LEARNT = TinyNetwork.of(5);
    private static final byte[] PICTURE = ImageFiles.png(ImageShape.CIFAR, TinyNetwork.pixels(7));

    @Test
    void theNearestOfATrainingImageIsItself() throws IOException {
        // Given
        String version = learnt();
        // When
        JsonNode explained = ok(explain("?version=" + version, PICTURE));
        // Then
        assertThat(explained.at("/searched").asInt()).isEqualTo(8);
        assertThat(explained.at("/neighbours")).hasSize(5);
        JsonNode nearest = explained.at("/neighbours/0");
        assertThat(nearest.at("/similarity").asDouble()).isCloseTo(1, within(1e-3));
        assertThat(nearest.at("/label").asText()).isEqualTo(TinyNetwork.LABELS.get(6));
        assertThat(nearest.at("/image/pixels").binaryValue()).isEqualTo(TinyNetwork.pixels(7));
        assertThat(explained.at("/neighbours/1/similarity").asDouble()).isLessThan(1);
        assertThat(explained.has("no_neighbours")).isFalse();
    }

    @Test
    void aCellsNumberIsWhatTheProbabilityLosesWithoutIt() {
        // When
        JsonNode explained = ok(explain("?class=frog", PICTURE));
        // Then
        JsonNode saliency = explained.at("/saliency");
        assertThat(saliency.at("/label").asText()).isEqualTo("frog");
        int side = saliency.at("/side").asInt();
        assertThat(saliency.at("/drops")).hasSize(side * side);
        float whole = probability(TinyNetwork.pixels(7));
        assertThat(saliency.at("/probability").floatValue()).isCloseTo(whole, within(.01f));
        byte[] covered = TinyNetwork.pixels(7);
        cover(covered, 32 * 3 / 2 / side);
        assertThat(saliency.at("/drops/0").floatValue()).isCloseTo(whole - probability(covered), within(.01f));
    }

    @Test
    void aVersionWithoutTrainingImagesSaysSo() {
        JsonNode explained = ok(explain("", PICTURE));
        assertThat(explained.at("/neighbours")).isEmpty();
        assertThat(explained.at("/no_neighbours").asText()).contains("published without training images");
        assertThat(explained.at("/classes")).hasSize(10);
    }

    @Test
    void trainingImagesThatAreDamagedAreNotShown() throws IOException {
        // Given
        String version = store.promote(TinyNetwork.of(6), TinyNetwork.of(6).sample(1, 2));
        client.awaitLive(version);
        store.damageFile(version, "training-sample.safetensors");
        // When
        JsonNode explained = ok(explain("?version=" + version, PICTURE));
        // Then
        assertThat(explained.at("/no_neighbours").asText()).contains("cannot be read now", "SHA-256");
        assertThat(explained.at("/saliency/drops")).isNotEmpty();
    }

    @Test
    void fromAnAnswersIdToItsVersionItsRunItsRecipeAndWhatMisledIt() throws IOException {
        // Given
        String version = learnt();
        JsonNode answer = ok(client.post("/v1/classify?version=" + version, PICTURE, "Content-Type", "image/png"));
        String id = answer.at("/predictions/0/id").asText();
        JsonNode before = read(client.page("/v1/predictions/" + id));
        JsonNode explained = ok(explain("?prediction_id=" + id, PICTURE));
        // When
        JsonNode origin = read(client.page("/v1/predictions/" + id));
        // Then
        assertThat(before.has("explanation")).isFalse();
        assertThat(origin.at("/version").asText()).isEqualTo(version);
        assertThat(origin.at("/run_id").asText()).isEqualTo("run-5");
        assertThat(origin.at("/recipe/epochs").asInt()).isEqualTo(1);
        assertThat(origin.at("/dataset/name").asText()).isEqualTo("tiny");
        assertThat(origin.at("/label").asText())
                .isEqualTo(answer.at("/predictions/0/classes/0/label").asText());
        assertThat(origin.at("/loaded").asBoolean()).isTrue();
        assertThat(origin.at("/explanation")).isEqualTo(explained);
        assertThat(client.status("/v1/predictions/" + id.replace(".", ".0"))).isEqualTo(400);
        assertThat(error(explain("?prediction_id=made.up", PICTURE), 400)).contains("must be the id of a prediction");
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertThat(error(explain("", "text".getBytes(StandardCharsets.UTF_8)), 400))
                .contains("PNG");
        assertThat(error(explain("?class=unicorn", PICTURE), 400))
                .contains("class: must be one of airplane", "unicorn");
        assertThat(error(explain("?model=mnist", PICTURE), 404)).contains("mnist");
        assertThat(error(explain("?version=1&label=x", PICTURE), 400)).contains("only one of");
        assertThat(error(explain("?class=a&class=b", PICTURE), 400)).contains("only once");
    }

    @Test
    void anAnswerTellsWhatItsTimeWasSpentOn() {
        JsonNode stages = ok(client.post("/v1/classify", PICTURE, "Content-Type", "image/png"))
                .at("/stages");
        assertThat(stages.at("/decode_ms").asDouble()).isPositive();
        assertThat(stages.at("/queue_ms").asDouble()).isNotNegative();
        assertThat(stages.at("/compute_ms").asDouble()).isPositive();
        assertThat(stages.at("/batch_images").asInt()).isEqualTo(1);
    }

    @Test
    void theStatusTellsModelsAndWhatCallsTook() {
        // Given
        client.awaitOnly(live);
        JsonNode before = read(client.page("/v1/status")).at("/models/0/measured/0/readings");
        ok(client.post("/v1/classify", PICTURE, "Content-Type", "image/png"));
        // When
        JsonNode status = read(client.page("/v1/status"));
        // Then
        JsonNode model = status.at("/models/0");
        assertThat(model.at("/name").asText()).isEqualTo("cifar10");
        assertThat(model.at("/model/live/version").asText()).isEqualTo(live);
        assertThat(model.has("canary")).isFalse();
        JsonNode after = model.at("/measured/0/readings");
        assertThat(after.at("/compute/count").asLong())
                .isGreaterThan(before.at("/compute/count").asLong());
        assertThat(after.at("/compute/bounds"))
                .hasSameSizeAs(after.at("/compute/counts"))
                .isNotEmpty();
        assertThat(after.at("/batches/sum").asDouble())
                .isGreaterThan(before.at("/batches/sum").asDouble());
        assertThat(status.at("/queue/capacity").asInt()).isPositive();
    }

    @Test
    void thereAreImagesToTryAModelWith() throws IOException {
        JsonNode images = read(client.page("/v1/models/cifar10/examples")).at("/images");
        assertThat(images).hasSize(3);
        assertThat(images.at("/0/pixels").binaryValue()).hasSize(ImageShape.CIFAR.bytes());
        assertThat(Base64.getDecoder().decode(images.at("/0/pixels").asText())).isEqualTo(TinyNetwork.pixels(1000));
        assertThat(client.status("/v1/models/mnist/examples")).isEqualTo(404);
    }

    private String learnt() {
        String version = store.promote(LEARNT, LEARNT.sample(1, 2, 3, 4, 5, 6, 7, 8));
        client.awaitLive(version);
        return version;
    }

    private HttpResponse<byte[]> explain(String query, byte[] body) {
        return client.post("/v1/explain" + query, body, "Content-Type", "image/png");
    }

    private static float probability(byte[] pixels) {
        return Softmax.of(FIRST.logits(pixels), 0, 10)[TinyNetwork.LABELS.indexOf("frog")];
    }

    /** The first cell and half a cell around it, of pixels that are random: their mean is in the middle, give or take one. */
    private static void cover(byte[] pixels, int until) {
        long[] sums = new long[3];
        for (int i = 0; i < pixels.length; i++) {
            sums[i % 3] += pixels[i] & 0xff;
        }
        for (int y = 0; y < until; y++) {
            for (int x = 0; x < until; x++) {
                for (int c = 0; c < 3; c++) {
                    pixels[(y * 32 + x) * 3 + c] = (byte) Math.round(sums[c] / 1024.0);
                }
            }
        }
    }
}
