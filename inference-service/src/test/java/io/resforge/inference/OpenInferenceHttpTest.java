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
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of the Open Inference Protocol ask and are answered over HTTP. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OpenInferenceHttpTest extends RunningService {

    private static final byte[] PIXELS = TinyNetwork.pixels(7);

    /** Which engine computes depends on the machine and on the number of images; bf16 is the coarsest. */
    private static final Offset<Float> TOLERANCE = within(.05f);

    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final String BINARY = """
            {"inputs": [{"name": "images", "shape": [1, 32, 32, 3], "datatype": "UINT8",
              "parameters": {"binary_data_size": 3072}}], "parameters": {"binary_data_output": true}}""";

    @Test
    void answersNumbersInJsonWithWhatTheNetworkComputes() {
        for (String datatype : new String[] {"UINT8", "FP32"}) {
            // When
            JsonNode answer = ok(infer(request("[1, 32, 32, 3]", datatype, "[[" + numbers() + "]]")));
            // Then
            assertThat(answer.at("/id").asText()).isEqualTo("mine");
            assertThat(answer.at("/model_version").asText()).isEqualTo(live);
            assertThat(answer.at("/parameters/sha256").asText()).hasSize(64);
            assertThat(answer.at("/outputs")).hasSize(4);
            assertThat(answer.at("/outputs/0/shape").toString()).isEqualTo("[1,10]");
            float[] expected = FIRST.logits(PIXELS);
            for (int i = 0; i < 10; i++) {
                assertThat((float) answer.at("/outputs/0/data/" + i).asDouble()).isCloseTo(expected[i], TOLERANCE);
            }
            assertThat(answer.at("/outputs/2/data/0").asText()).isIn(TinyNetwork.LABELS);
        }
    }

    @Test
    void answersBytesAfterTheJsonWithBytesAfterTheJson() {
        // When
        HttpResponse<byte[]> response = binary(BINARY, PIXELS, BINARY.length());
        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        int length = Integer.parseInt(response.headers().firstValue(JSON_LENGTH).orElseThrow());
        JsonNode answer = read(new String(response.body(), 0, length, StandardCharsets.UTF_8));
        assertThat(answer.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(40);
        float[] logits = new float[10];
        ByteBuffer.wrap(response.body(), length, 40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(logits);
        assertThat(logits).containsExactly(FIRST.logits(PIXELS), TOLERANCE);
    }

    @Test
    void answersFilesInBase64WithWhatIsAskedFor() {
        // Given
        String file = Base64.getEncoder().encodeToString(ImageFiles.png(ImageShape.CIFAR, PIXELS));
        String request = request("[1]", "BYTES", "[\"" + file + "\"]")
                .replaceFirst(
                        "\\{",
                        "{\"outputs\": [{\"name\": \"label\"}, {\"name\": \"probabilities\","
                                + " \"parameters\": {\"classification\": 2}}], ");
        // When
        JsonNode answer = ok(infer(request));
        // Then
        assertThat(answer.at("/outputs")).hasSize(2);
        assertThat(answer.at("/outputs/0/data/0").asText())
                .isEqualTo(client.classify(7).getPredictions(0).getClasses(0).getLabel());
        assertThat(answer.at("/outputs/1/shape").toString()).isEqualTo("[1,2]");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(error(infer("{\"inputs\": [{"), 400)).contains("body: is no valid JSON", "line 1, column");
        assertThat(error(infer("{}"), 400)).contains("inputs: must be the one tensor");
        assertThat(error(infer("{\"inputs\": [null]}"), 400)).contains("inputs[0]: must be an object");
        assertThat(error(infer("{\"inputs\": [{\"shape\": [\"x\"]}]}"), 400)).contains("inputs[0].shape[0]");
        assertThat(error(infer("{\"inputs\": [{\"shape\": [null]}]}"), 400)).contains("inputs[0].shape");
        assertThat(error(infer(request("null", "UINT8", "[1]")), 400)).contains("inputs[0].shape: must be [images,");
        assertThat(error(infer(request("\"1\"", "UINT8", "[1]")), 400)).contains("inputs[0].shape: must be a list");
        assertThat(error(infer(request("[1.5, 32, 32, 3]", "UINT8", "[1]")), 400))
                .contains("inputs[0].shape[0]: must be a whole number");
        assertThat(error(infer("{\"inputs\": [], \"inputs\": []}"), 400)).contains("Duplicate field 'inputs'");
        assertThat(error(infer(request("[1, 32, 32, 3]", "UINT8", "[1, 2]")), 400))
                .isEqualTo("inputs[0].data: must be 3072 elements, as the shape says, was 2");
        assertThat(error(infer(request("[1, 32, 32, 3]", "UINT8", "[1, \"AAAA\"]")), 400))
                .contains("inputs[0].data: must be numbers only, or strings in base64 only");
        assertThat(error(infer(request("[1, 32, 32, 3]", "UINT8", "[true]")), 400))
                .contains("inputs[0].data");
        assertThat(error(infer(request("[1, 32, 32, 3]", "UINT8", "7")), 400)).contains("must be a list");
        assertThat(error(infer(request("[1, 32, 32, 3]", "FP32", "[NaN]")), 400))
                .contains("NaN");
        assertThat(error(infer(request("[1, 32, 32, 3]", "FP32", "[1e99" + ", 1".repeat(3071) + "]")), 400))
                .contains("must be numbers from 0 to 255, element 0 was Infinity");
        assertThat(error(infer(request("[1]", "BYTES", "[\"no base64!\"]")), 400))
                .contains("inputs[0].data");
        assertThat(error(infer(request("[1, 32, 32, 3]", "UINT8", "[".repeat(50_000))), 400))
                .contains("must not be nested deeper than 8 lists");
        assertThat(error(infer(request("[1, 32, 32, 3]", "UINT8", "null")), 400))
                .contains("inputs[0].data: must be set");
        assertThat(error(infer("{\"parameters\": {\"binary_data_output\": 1}}"), 400))
                .contains("parameters.binary_data_output: must be true or false");
    }

    @Test
    void refusesABodyThatLooksLikeAnEncodingThatItIsNot() {
        for (byte[] body :
                new byte[][] {{0, 0, 0x7b, 0}, {0x20, 0x73, 0, 0, 0x7b, 0, 0, 1}, {0, 0, 0, 0x7b, 1, 1, 1, 1}}) {
            for (String path : new String[] {"/v2/models/cifar10/infer", "/v2/repository/index", "/v1/feedback"}) {
                assertThat(error(client.post(path, body, "Content-Type", "application/json"), 400))
                        .contains("body: is no valid JSON");
            }
        }
    }

    @Test
    void saysWhatIsWrongWithTheBytesAfterTheJson() {
        assertThat(error(binary(BINARY, new byte[3071], BINARY.length()), 400))
                .contains("binary_data_size: says 3072 bytes, and 3071 are left");
        assertThat(error(binary(BINARY, new byte[3073], BINARY.length()), 400)).contains("1 more follow");
        assertThat(error(binary(BINARY, PIXELS, 1_000_000), 400)).contains(JSON_LENGTH);
        String both = BINARY.replace("\"UINT8\",", "\"UINT8\", \"data\": [1],");
        assertThat(error(binary(both, PIXELS, both.length()), 400)).contains("inputs[0].data: must not be set");
        String negative = BINARY.replace("3072", "-1");
        assertThat(error(binary(negative, PIXELS, negative.length()), 400)).contains("says -1 bytes");
    }

    @Test
    void describesItselfAndItsModels() {
        // Given
        client.awaitOnly(live);
        // Then
        assertThat(client.status("/v2/health/live")).isEqualTo(200);
        assertThat(client.status("/v2/health/ready")).isEqualTo(200);
        assertThat(client.status("/v2/models/cifar10/ready")).isEqualTo(200);
        assertThat(client.status("/v2/models/cifar10/versions/" + live + "/ready"))
                .isEqualTo(200);
        assertThat(client.status("/v2/models/cifar10/versions/999/ready")).isEqualTo(503);
        assertThat(client.status("/v2/models/mnist/ready")).isEqualTo(503);
        assertThat(client.status("/v2/models/mnist")).isEqualTo(404);
        assertThat(page("/v2").at("/name").asText()).isEqualTo("resforge");
        JsonNode model = page("/v2/models/cifar10");
        assertThat(model.at("/versions/0").asText()).isEqualTo(live);
        assertThat(model.at("/inputs/0/shape").toString()).isEqualTo("[-1,32,32,3]");
        assertThat(page("/v2/models/cifar10/versions/" + live)).isEqualTo(model);
        assertThat(page("/v2/models/cifar10/config").at("/max_batch_size").asInt())
                .isEqualTo(64);
    }

    @Test
    void listsWhatIsLoadedAndTriesAgainWhatWasRefused() {
        // Given
        client.awaitOnly(live);
        String bad = store.publishWithWrongGolden(FIRST, SECOND);
        store.promote(bad);
        client.awaitRefused(bad);
        // When
        JsonNode all = ok(client.post("/v2/repository/index", new byte[0]));
        JsonNode ready = ok(client.post("/v2/repository/index", "{\"ready\": true}".getBytes(StandardCharsets.UTF_8)));
        // Then
        assertThat(all.at("/0/state").asText()).isEqualTo("READY");
        assertThat(all.at("/1/version").asText()).isEqualTo(bad);
        assertThat(all.at("/1/reason").asText()).contains("golden");
        assertThat(ready).hasSize(1);
        ok(client.post("/v2/repository/models/cifar10/load", new byte[0]));
        assertThat(error(client.post("/v2/repository/models/mnist/load", new byte[0]), 404))
                .contains("mnist");
    }

    private static String numbers() {
        return IntStream.range(0, PIXELS.length)
                .mapToObj(i -> Integer.toString(PIXELS[i] & 0xff))
                .collect(Collectors.joining(","));
    }

    private static String request(String shape, String datatype, String data) {
        return "{\"id\": \"mine\", \"inputs\": [{\"name\": \"images\", \"shape\": " + shape + ", \"datatype\": \""
                + datatype + "\", \"data\": " + data + "}]}";
    }

    private HttpResponse<byte[]> infer(String request) {
        return client.post(
                "/v2/models/cifar10/infer",
                request.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
    }

    private HttpResponse<byte[]> binary(String request, byte[] tensors, int jsonLength) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(request.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(tensors);
        return client.post(
                "/v2/models/cifar10/versions/" + live + "/infer",
                body.toByteArray(),
                "Content-Type",
                "application/octet-stream",
                JSON_LENGTH,
                Integer.toString(jsonLength));
    }

    private JsonNode page(String path) {
        return read(client.page(path));
    }
}
