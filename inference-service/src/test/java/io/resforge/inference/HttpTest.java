package io.resforge.inference;

import static io.resforge.inference.testing.JsonAnswers.error;
import static io.resforge.inference.testing.JsonAnswers.ok;
import static io.resforge.inference.testing.JsonAnswers.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.neuralnet.image.ImageShape;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers ask and are answered over HTTP, at {@code /v1}. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class HttpTest extends RunningService {

    private static final byte[] PICTURE = ImageFiles.png(ImageShape.CIFAR, TinyNetwork.pixels(7));
    private static final String FORM = "multipart/form-data; boundary=cut";

    @Test
    void answersAPictureWithItsClassesAndWhoComputedThem() {
        // When
        JsonNode answer = ok(classify("?top_k=2&model=cifar10&version=" + live, PICTURE, "image/png"));
        // Then
        String likeliest = client.classify(7).getPredictions(0).getClasses(0).getLabel();
        assertThat(answer.at("/predictions")).hasSize(1);
        assertThat(answer.at("/predictions/0/classes")).hasSize(2);
        assertThat(answer.at("/predictions/0/classes/0/label").asText()).isEqualTo(likeliest);
        assertThat(answer.at("/model/version").asText()).isEqualTo(live);
        assertThat(answer.at("/model/sha256").asText()).hasSize(64);
        assertThat(answer.at("/model/dataset_digest").asText()).isEqualTo("digest");
        assertThat(answer.at("/elapsed_ms").asDouble()).isPositive();
    }

    @Test
    void answersTheFilesOfAFormInTheirOrderByName() {
        // Given
        byte[] form = form(part("a.png", PICTURE), part("b.jpg", ImageFiles.jpeg(40, 20)));
        // When
        JsonNode answer = ok(classify("?top_k=1", form, FORM));
        // Then
        assertThat(answer.at("/predictions")).hasSize(2);
        assertThat(answer.at("/predictions/0/file").asText()).isEqualTo("a.png");
        assertThat(answer.at("/predictions/1/file").asText()).isEqualTo("b.jpg");
        assertThat(answer.at("/predictions/0/classes/0/label").asText())
                .isEqualTo(client.classify(7).getPredictions(0).getClasses(0).getLabel());
    }

    @Test
    void takesABodyOfTheTypeThatCurlNamesWithoutBeingTold() {
        assertThat(ok(classify("", PICTURE, "application/x-www-form-urlencoded"))
                        .at("/predictions"))
                .hasSize(1);
    }

    @Test
    void endsEachAnswerWithOneNewline() {
        for (HttpResponse<byte[]> answer : List.of(
                classify("", PICTURE, "image/png"),
                classify("?topk=1", PICTURE, "image/png"),
                client.post("/v1/nothing", PICTURE))) {
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .endsWith("}\n")
                    .containsOnlyOnce("\n");
        }
    }

    @Test
    void takesFeedbackForWhatItAnswered() {
        // Given
        JsonNode seen = ok(classify("", PICTURE, "image/png")).at("/predictions/0");
        String label = seen.at("/classes/0/label").asText();
        String body = "{\"prediction_id\": \"" + seen.at("/id").asText() + "\", \"true_label\": \"" + label + "\"}";
        // When
        JsonNode result = ok(feedback(body));
        // Then
        assertThat(result.at("/correct").asBoolean()).isTrue();
        assertThat(result.at("/version").asText()).isEqualTo(live);
        assertThat(result.at("/counted").asBoolean()).isTrue();
        assertThat(ok(feedback(body)).at("/counted").asBoolean()).isFalse();
        assertThat(error(feedback(body.replace(label, "unicorn")), 400)).contains("true_label: must be one of");
    }

    @Test
    void describesWhatItServes() {
        // Given
        client.awaitOnly(live);
        // Then
        JsonNode model = read(client.page("/v1/models/cifar10"));
        assertThat(model.at("/live/version").asText()).isEqualTo(live);
        assertThat(model.at("/labels")).hasSize(10);
        assertThat(model.at("/live_since").asText()).startsWith("20");
        assertThat(model.at("/versions/0/share").asDouble()).isEqualTo(1);
        assertThat(read(client.page("/v1/models")).at("/models/0")).isEqualTo(model);
        assertThat(client.status("/v1/models/mnist")).isEqualTo(404);
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertThat(error(classify("?top_k=11", PICTURE, "image/png"), 400)).contains("at most 10");
        assertThat(error(classify("?top_k=many", PICTURE, "image/png"), 400)).contains("top_k", "many");
        assertThat(error(classify("?version=1&label=canary", PICTURE, "image/png"), 400))
                .contains("only one of");
        assertThat(error(classify("?top_k=1&top_k=2", PICTURE, "image/png"), 400))
                .isEqualTo("top_k: must be set only once, was 1 and 2");
        assertThat(error(classify("?topk=1", PICTURE, "image/png"), 400))
                .isEqualTo("topk: is no parameter of this path; it has top_k, model, version, label");
        assertThat(error(classify("?label=canary", PICTURE, "image/png"), 404)).contains("canary");
        assertThat(error(classify("?model=mnist", PICTURE, "image/png"), 404)).contains("mnist");
        assertThat(error(classify("", new byte[0], "image/png"), 400)).contains("images[0].encoded");
        assertThat(error(classify("", "text".getBytes(StandardCharsets.UTF_8), "image/png"), 400))
                .contains("PNG");
        assertThat(error(classify("", PICTURE, "text/plain"), 415)).contains("multipart/form-data");
        assertThat(error(client.post("/v1/nothing", PICTURE), 404)).contains("/q/openapi");
        assertThat(error(client.post("/v1/models", PICTURE), 405)).contains("method");
    }

    @Test
    void saysWhatIsWrongWithAForm() {
        assertThat(error(classify("", form(), FORM), 400)).contains("images: must be from 1 to 64");
        assertThat(error(classify("", PICTURE, "multipart/form-data"), 400)).contains("must name the boundary");
        byte[] cut = form(part("a.png", PICTURE));
        byte[] half = java.util.Arrays.copyOf(cut, cut.length / 2);
        assertThat(error(classify("", half, FORM), 400)).contains("is no whole multipart/form-data");
        byte[] field = "--cut\r\nContent-Disposition: form-data; name=\"top_k\"\r\n\r\n3\r\n--cut--\r\n"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(error(classify("", field, FORM), 400)).contains("top_k: must be a file");
    }

    @Test
    void saysWhereJsonIsWrong() {
        assertThat(error(feedback("{\"prediction_id\":"), 400)).contains("body: is no valid JSON", "line 1, column");
        assertThat(error(feedback("[]"), 400)).contains("body: must be one JSON object and nothing else");
        assertThat(error(feedback(""), 400)).contains("body: must be one JSON object and nothing else");
        assertThat(error(feedback("{} {}"), 400)).contains("body: must be one JSON object and nothing else");
        assertThat(error(feedback("{\"prediction_id\": {}}"), 400))
                .startsWith("prediction_id: must be a string (line 1,");
        assertThat(error(feedback("{\"true_label\": \"ship\", \"true_label\": \"frog\"}"), 400))
                .contains("Duplicate field 'true_label'");
        assertThat(error(feedback("{\"prediction_id\": \"half of a frog, \\ud83d\"}"), 400))
                .contains("half of a frog, \uFFFD");
        assertThat(error(feedback("null"), 400)).contains("must be a JSON object, was null");
        assertThat(error(feedback("{}"), 400)).contains("prediction_id");
        assertThat(error(feedback("[".repeat(50_000)), 400)).contains("body");
    }

    @Test
    void refusesBodiesThatAreTooLarge() {
        assertThat(error(classify("", new byte[33 << 20], "image/png"), 413)).contains("at most 33554432 bytes");
    }

    @Test
    void givesUpWhenTheTimeIsOverThatTheCallerGave() {
        assertThat(error(
                        client.post("/v1/classify", PICTURE, "Content-Type", "image/png", "Request-Timeout", "0"), 504))
                .contains("deadline");
        assertThat(error(
                        client.post("/v1/classify", PICTURE, "Content-Type", "image/png", "Request-Timeout", "soon"),
                        400))
                .contains("Request-Timeout: must be a number of seconds");
        assertThat(client.post("/v1/classify", PICTURE, "Content-Type", "image/png", "Request-Timeout", "20.5")
                        .statusCode())
                .isEqualTo(200);
    }

    /** It asks every server to go on in HTTP/2, and misreads large answers of some that do. */
    @Test
    void staysWithHttp11WhenJavasOwnClientOffersMore() {
        assertThat(client.get("/q/metrics").version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(client.get("/v1/models").version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        HttpResponse<byte[]> answer = classify("", PICTURE, "image/png");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(ok(answer).at("/predictions")).hasSize(1);
    }

    @Test
    void describesItsPathsInOpenApi() {
        String description = client.page("/q/openapi");
        assertThat(description.lines().filter(line -> line.contains("operationId:")))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        assertThat(description)
                .contains(
                        "/v1/classify:",
                        "multipart/form-data",
                        "/v1/feedback:",
                        "/v2/models/{model}/infer:",
                        "\"429\"");
    }

    private HttpResponse<byte[]> classify(String query, byte[] body, String type) {
        return client.post("/v1/classify" + query, body, "Content-Type", type);
    }

    private HttpResponse<byte[]> feedback(String body) {
        return client.post("/v1/feedback", body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    private static byte[] part(String name, byte[] content) {
        byte[] head = ("--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + name
                        + "\"\r\nContent-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return joined(head, content, "\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] form(byte[]... parts) {
        return joined(joined(parts), "--cut--\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
