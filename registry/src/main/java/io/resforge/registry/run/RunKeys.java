package io.resforge.registry.run;

import io.resforge.registry.value.Names;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of one run's objects.
 *
 * @param runId of the run
 */
record RunKeys(String runId) {

    private static final Pattern EPOCH = Pattern.compile(".*/([0-9]{4,9})\\.json");

    RunKeys {
        Names.run(runId);
    }

    String spec() {
        return key("spec.json");
    }

    String launch() {
        return key("launch.json");
    }

    String status() {
        return key("status.json");
    }

    String end() {
        return key("end.json");
    }

    /** What the keys of all finished epochs begin with. */
    String epochs() {
        return key("epochs/");
    }

    String epoch(int number) {
        return epochs() + String.format(Locale.ROOT, "%04d", number) + ".json";
    }

    /** The number of the epoch whose key this is; empty if it is of none. */
    static OptionalInt epochOf(String key) {
        Matcher parts = EPOCH.matcher(key);
        return parts.matches() ? OptionalInt.of(Integer.parseInt(parts.group(1))) : OptionalInt.empty();
    }

    private String key(String name) {
        return "runs/" + runId + "/" + name;
    }
}
