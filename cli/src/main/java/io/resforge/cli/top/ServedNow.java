package io.resforge.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.resforge.v1.LoadedVersion;
import io.resforge.v1.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How an inference service does.
 *
 * @param measured whether it told what calls took, which it does over HTTP alone
 * @param at when it said so, by this machine's clock that only goes forward, in nanoseconds
 * @param queued images that wait
 * @param capacity of the queue
 * @param refused calls without an answer since the start
 * @param versions that are loaded
 * @param silent models without a live version, and why
 */
record ServedNow(
        boolean measured,
        long at,
        int queued,
        int capacity,
        long refused,
        List<ServedVersion> versions,
        List<String> silent) {

    static final ServedNow NOTHING = new ServedNow(false, 0, 0, 0, 0, List.of(), List.of());

    /**
     * A version that is loaded.
     *
     * @param role live, canary, shadow or beside
     * @param share of the calls without a version
     * @param waits seconds that calls waited
     * @param computes seconds that batches took
     * @param batches images of batches
     */
    record ServedVersion(
            String model, String version, String role, double share, Spread waits, Spread computes, Spread batches) {

        private boolean isSame(ServedVersion other) {
            return model.equals(other.model) && version.equals(other.version);
        }
    }

    /** As the service told over HTTP. */
    static ServedNow of(JsonObject status, long now) {
        List<ServedVersion> versions = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (JsonElement element : status.getAsJsonArray("models")) {
            JsonObject served = element.getAsJsonObject();
            String name = served.get("name").getAsString();
            if (!served.has("model")) {
                silent.add(name + ": "
                        + (served.has("none_live") ? served.get("none_live").getAsString() : "none is live"));
                continue;
            }
            JsonObject model = served.getAsJsonObject("model");
            String live = model.getAsJsonObject("live").get("version").getAsString();
            for (JsonElement each : model.getAsJsonArray("versions")) {
                JsonObject loaded = each.getAsJsonObject();
                String version =
                        loaded.getAsJsonObject("version").get("version").getAsString();
                double share = loaded.get("share").getAsDouble();
                double shadow = loaded.get("shadow_share").getAsDouble();
                Optional<JsonObject> readings = readings(served.getAsJsonArray("measured"), version);
                versions.add(new ServedVersion(
                        name,
                        version,
                        role(version.equals(live), share, shadow),
                        share,
                        spread(readings, "queue"),
                        spread(readings, "compute"),
                        spread(readings, "batches")));
            }
        }
        JsonObject queue = status.getAsJsonObject("queue");
        long refused = status.getAsJsonObject("refused_calls").entrySet().stream()
                .mapToLong(it -> it.getValue().getAsLong())
                .sum();
        return new ServedNow(
                true,
                now,
                queue.get("images").getAsInt(),
                queue.get("capacity").getAsInt(),
                refused,
                sorted(versions),
                silent);
    }

    /** As it told over gRPC, without what calls took. */
    static ServedNow of(List<Model> models, long now) {
        List<ServedVersion> versions = new ArrayList<>();
        for (Model model : models) {
            for (LoadedVersion loaded : model.getVersionsList()) {
                String version = loaded.getVersion().getVersion();
                boolean live = version.equals(model.getLive().getVersion());
                versions.add(new ServedVersion(
                        loaded.getVersion().getModel(),
                        version,
                        role(live, loaded.getShare(), loaded.getShadowShare()),
                        loaded.getShare(),
                        Spread.NONE,
                        Spread.NONE,
                        Spread.NONE));
            }
        }
        return new ServedNow(false, now, 0, 0, 0, sorted(versions), List.of());
    }

    private static List<ServedVersion> sorted(List<ServedVersion> versions) {
        return versions.stream()
                .sorted(Comparator.comparing(ServedVersion::model)
                        .thenComparing(
                                Comparator.comparingDouble(ServedVersion::share).reversed()))
                .toList();
    }

    private static String role(boolean live, double share, double shadow) {
        if (live) {
            return "live";
        }
        return share > 0 ? "canary" : shadow > 0 ? "shadow" : "beside";
    }

    private static Optional<JsonObject> readings(JsonArray measured, String version) {
        return measured.asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(it -> it.get("version").getAsString().equals(version))
                .map(it -> it.getAsJsonObject("readings"))
                .findFirst();
    }

    private static Spread spread(Optional<JsonObject> readings, String kind) {
        return readings.map(it -> Spread.of(it.getAsJsonObject(kind))).orElse(Spread.NONE);
    }

    /** How a version did since an earlier answer of the same server. */
    Load load(ServedVersion version, ServedNow before) {
        Optional<ServedVersion> earlier =
                before.versions().stream().filter(version::isSame).findFirst();
        double seconds = (at - before.at) / 1e9;
        if (!measured || earlier.isEmpty() || seconds <= 0) {
            return new Load(OptionalDouble.empty(), OptionalDouble.empty(), Spread.NONE, Spread.NONE);
        }
        Spread waits = version.waits().since(earlier.get().waits());
        Spread batches = version.batches().since(earlier.get().batches());
        return new Load(
                OptionalDouble.of(waits.count() / seconds),
                OptionalDouble.of(batches.sum() / seconds),
                waits,
                version.computes().since(earlier.get().computes()));
    }

    /**
     * How a version did in a span of time.
     *
     * @param calls a second
     * @param images a second
     * @param waits seconds that calls waited
     * @param computes seconds that batches took
     */
    record Load(OptionalDouble calls, OptionalDouble images, Spread waits, Spread computes) {}
}
