package io.resforge.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.top.ServedNow.Load;
import io.resforge.cli.top.ServedNow.ServedVersion;
import io.resforge.v1.Run;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What goes on at a moment.
 *
 * @param at the moment
 * @param training where the trainer service is, or why it does not answer
 * @param runs those that have not ended, then the newest others
 * @param serving where the inference service is, or why it does not answer
 * @param now how it does
 * @param before how it did a while ago
 */
record Activity(Instant at, Place training, List<Run> runs, Place serving, ServedNow now, ServedNow before) {

    /**
     * Where a service is.
     *
     * @param address as far as it is known
     * @param trouble why it does not answer; empty if it does
     */
    record Place(String address, String trouble) {

        /** Whether it answers. */
        boolean answers() {
            return trouble.isEmpty();
        }

        private JsonObject json() {
            JsonObject document = new JsonObject();
            document.addProperty("address", address);
            document.addProperty("answers", answers());
            document.addProperty("trouble", trouble);
            return document;
        }
    }

    /** How a version did in the last seconds. */
    Load load(ServedVersion version) {
        return now.load(version, before);
    }

    /** The same for programs. */
    JsonObject json() {
        JsonObject document = new JsonObject();
        document.addProperty("at", at.toString());
        document.add("trainer", training.json());
        JsonArray list = new JsonArray();
        runs.forEach(run -> list.add(JsonOption.tree(run)));
        document.add("runs", list);
        document.add("inference", serving.json());
        document.addProperty("queued_images", now.queued());
        document.addProperty("queue_capacity", now.capacity());
        document.addProperty("refused_calls", now.refused());
        JsonArray versions = new JsonArray();
        now.versions().forEach(it -> versions.add(json(it)));
        document.add("versions", versions);
        return document;
    }

    private JsonObject json(ServedVersion version) {
        Load load = load(version);
        JsonObject document = new JsonObject();
        document.addProperty("model", version.model());
        document.addProperty("version", version.version());
        document.addProperty("role", version.role());
        document.addProperty("share", version.share());
        document.add("calls_per_second", number(load.calls(), 1));
        document.add("images_per_second", number(load.images(), 1));
        document.add("wait_p50_ms", number(load.waits().quantile(.5), 1000));
        document.add("wait_p99_ms", number(load.waits().quantile(.99), 1000));
        document.add("compute_p50_ms", number(load.computes().quantile(.5), 1000));
        document.add("compute_p99_ms", number(load.computes().quantile(.99), 1000));
        return document;
    }

    private static JsonElement number(OptionalDouble value, double factor) {
        return value.isPresent() ? new JsonPrimitive(value.getAsDouble() * factor) : JsonNull.INSTANCE;
    }
}
