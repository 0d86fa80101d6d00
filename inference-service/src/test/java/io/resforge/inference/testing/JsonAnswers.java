package io.resforge.inference.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads what the service answers over HTTP. */
public final class JsonAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonAnswers() {}

    /** What a request is answered with that succeeds. */
    public static JsonNode ok(HttpResponse<byte[]> response) {
        return answer(response, 200);
    }

    /** The sentence that a request is answered with that fails with this status. */
    public static String error(HttpResponse<byte[]> response, int status) {
        return answer(response, status).at("/error").asText();
    }

    /** A text that is JSON. */
    public static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static JsonNode answer(HttpResponse<byte[]> response, int status) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        return read(body);
    }
}
