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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks an inference service over HTTP how it does: {@code /v1/status}. */
public final class ServerStatus implements AutoCloseable {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 8 << 20;

    private final URI page;
    private final Optional<BearerToken> token;
    private final HttpClient http;

    /**
     * @param page where the service answers HTTP
     * @param ca the certificates to trust; what Java trusts if empty
     * @throws CommandFailed as bad usage, if the certificates cannot be read
     */
    ServerStatus(URI page, Optional<BearerToken> token, Optional<Path> ca) {
        this.page = page;
        this.token = token;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN);
        ca.ifPresent(file -> builder.sslContext(trusting(file)));
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

    private static SSLContext trusting(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailed.badUsage("cannot read the certificates in " + file + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
