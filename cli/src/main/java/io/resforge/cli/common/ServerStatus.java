package io.resforge.cli.common;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.resforge.client.channel.BearerToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Asks an inference service over HTTP how it does: {@code /v1/status}. */
public final class ServerStatus implements AutoCloseable {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 8 << 20;

    private final URI page;
    private final Optional<BearerToken> token;
    private final HttpClient http;

    /**
     * @param page where the service answers HTTP
     * @param tls whom to trust, and who one is; as Java has it if empty
     */
    ServerStatus(URI page, Optional<BearerToken> token, Optional<SSLContext> tls) {
        this.page = page;
        this.token = token;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /**
     * The answer.
     *
     * @throws CommandFailed if there is none
     */
    public JsonObject ask() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(page.resolve("v1/status")).timeout(ANSWERS_WITHIN);
        token.ifPresent(it -> request.header("Authorization", it.authorization()));
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw CommandFailed.because(page + " answers " + answer.statusCode());
                }
                String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                return JsonParser.parseString(text).getAsJsonObject();
            }
        } catch (IOException e) {
            throw CommandFailed.because("nothing answers at " + page, e);
        } catch (JsonParseException | IllegalStateException e) {
            throw CommandFailed.because(page + " is no inference service", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.because("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
