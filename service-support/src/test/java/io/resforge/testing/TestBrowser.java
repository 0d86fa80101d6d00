package io.resforge.testing;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks for pages and sends their forms as a browser does, with cookies and the word of the page, but without scripts. */
public final class TestBrowser implements AutoCloseable {

    private static final Pattern WORD = Pattern.compile("data-form-token=\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI server;
    private String word = "";
    private String page = "";

    public TestBrowser(URI server) {
        this.server = server;
    }

    /** Asks for a page. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).header("Sec-Fetch-Site", "none"));
    }

    /** Sends a form of the page that was last asked for. */
    public HttpResponse<String> post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(fields);
        all.putIfAbsent("form_token", word);
        String form = all.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", server.getScheme() + "://" + server.getAuthority())
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request.header("Accept", "text/html,*/*;q=0.8")
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
        page = answer.body();
        Matcher found = WORD.matcher(page);
        if (found.find()) {
            word = found.group(1);
        }
        return answer;
    }

    /** What was answered last. */
    public String page() {
        return page;
    }

    @Override
    public void close() {
        http.close();
    }
}
