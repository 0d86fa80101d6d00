package io.resforge.spine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.resforge.monitoring.PrometheusQuery;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Prometheus with our configuration and rules, as a child process on the loopback. */
final class Prometheus implements AutoCloseable {

    private static final Path FOLDER = Spine.ROOT.resolve("docker/prometheus");
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final Process process;

    private Prometheus(String address, Process process) {
        this.address = address;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param folder for its files
     * @param port where it listens
     * @param targets where what the configuration scrapes listens here, by its address there
     * @param further one more address that is scraped
     */
    static Prometheus start(Path folder, int port, Map<String, String> targets, String further) throws IOException {
        Files.createDirectories(folder);
        Path config = Files.writeString(folder.resolve("prometheus.yml"), configuration(folder, targets, further));
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        FOLDER.resolve("start.sh").toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile());
        builder.environment()
                .put(
                        "RESFORGE_RULES",
                        Spine.ROOT.resolve("k8s/monitoring/rules.yaml").toString());
        return new Prometheus("http://127.0.0.1:" + port, builder.start());
    }

    /** Ours, with other addresses, and more often: a test has no time. */
    private static String configuration(Path folder, Map<String, String> targets, String further) throws IOException {
        String text = Files.readString(FOLDER.resolve("prometheus.yml"))
                .replaceAll("(?m)^(  (scrape|evaluation)_interval:) .*$", "$1 1s")
                .replace("/tmp/", folder + "/");
        for (Map.Entry<String, String> target : targets.entrySet()) {
            text = text.replace(target.getKey(), target.getValue());
        }
        return text + """
                  - job_name: further
                    static_configs:
                      - targets: ["%s"]
                """.formatted(further);
    }

    /** The value of a query that one series answers; 0 if none does yet. */
    double value(String expression) throws IOException, InterruptedException {
        JsonArray result = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonArray("result");
        return result.isEmpty()
                ? 0
                : result.get(0).getAsJsonObject().getAsJsonArray("value").get(1).getAsDouble();
    }

    /** How many series answer a query; a query that Prometheus does not take is a failure. */
    int answers(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonArray("result")
                .size();
    }

    /** Those of these queries that nothing answers. */
    List<PrometheusQuery> unanswered(List<PrometheusQuery> queries) throws IOException, InterruptedException {
        List<PrometheusQuery> unanswered = new ArrayList<>();
        for (PrometheusQuery query : queries) {
            if (answers(query.filled()) == 0) {
                unanswered.add(query);
            }
        }
        return unanswered;
    }

    /** All rules that were loaded, as Prometheus describes them. */
    List<JsonObject> rules() throws IOException, InterruptedException {
        List<JsonObject> rules = new ArrayList<>();
        JsonArray groups = get("/api/v1/rules").getAsJsonObject().getAsJsonArray("groups");
        groups.forEach(group ->
                group.getAsJsonObject().getAsJsonArray("rules").forEach(rule -> rules.add(rule.getAsJsonObject())));
        return rules;
    }

    /** Whether it answers yet. */
    boolean isReady() throws InterruptedException {
        try {
            return send("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonElement get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.body());
        }
        return JsonParser.parseString(answer.body()).getAsJsonObject().get("data");
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        http.close();
    }
}
