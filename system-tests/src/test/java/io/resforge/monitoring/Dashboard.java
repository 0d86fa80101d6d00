package io.resforge.monitoring;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A dashboard as it lies in the checkout.
 *
 * @param file its name
 * @param json as Grafana reads it
 */
public record Dashboard(String file, JsonObject json) {

    /** The checkout. */
    public static final Path ROOT = Path.of(System.getProperty("resforge.root")).toAbsolutePath();

    private static final Path FOLDER = ROOT.resolve("k8s/monitoring/dashboards");

    /** All of them, by name. */
    public static List<Dashboard> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboard::read).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(
                    file.getFileName().toString(),
                    JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Rows and panels, from the top to the bottom. */
    public List<JsonObject> items() {
        return objects(json.getAsJsonArray("panels"));
    }

    /** Panels without the rows between them. */
    public List<JsonObject> panels() {
        return items().stream()
                .filter(item -> !item.get("type").getAsString().equals("row"))
                .toList();
    }

    /** What each panel asks. */
    public List<PrometheusQuery> queries() {
        return panels().stream()
                .flatMap(panel -> objects(panel.getAsJsonArray("targets")).stream()
                        .map(target -> new PrometheusQuery(
                                file + ": " + panel.get("title").getAsString(),
                                target.get("expr").getAsString())))
                .toList();
    }

    /** What the annotations ask, but for Grafana's own. */
    public List<PrometheusQuery> annotations() {
        return objects(json.getAsJsonObject("annotations").getAsJsonArray("list")).stream()
                .filter(annotation -> annotation.has("expr"))
                .map(annotation -> new PrometheusQuery(
                        file + ": " + annotation.get("name").getAsString(),
                        annotation.get("expr").getAsString()))
                .toList();
    }

    /** The variables at the top. */
    public List<JsonObject> variables() {
        return objects(json.getAsJsonObject("templating").getAsJsonArray("list"));
    }

    /** What the variables ask: the series whose labels they offer. */
    public List<PrometheusQuery> variableQueries() {
        return variables().stream()
                .filter(variable -> variable.get("type").getAsString().equals("query"))
                .map(variable -> new PrometheusQuery(
                        file + ": $" + variable.get("name").getAsString(),
                        variable.get("definition").getAsString()))
                .toList();
    }

    /** An array's objects. */
    static List<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
