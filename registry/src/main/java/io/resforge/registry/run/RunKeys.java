package io.resforge.registry.run;

import io.resforge.registry.value.ObjectNames;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of one run's objects. */
record RunKeys(String runId) {

    private static final Pattern NUMBER = Pattern.compile(".*/([0-9]{4,9})\\.json");

    /** What the keys of all runs begin with. */
    static final String RUNS = "runs/";

    RunKeys {
        ObjectNames.run(runId);
    }

    String spec() {
        return key("spec.json");
    }

    /** What the keys of all launches begin with. */
    String launches() {
        return key("launches/");
    }

    String launch(int attempt) {
        return numbered(launches(), attempt);
    }

    String status() {
        return key("status.json");
    }

    String end() {
        return key("end.json");
    }

    String job() {
        return key("job.json");
    }

    /** How the members of a sweep ended. */
    String members() {
        return key("members.json");
    }

    String hold() {
        return key("hold.json");
    }

    /** Says that a request was carried out. */
    String request(String requestId) {
        return key("requests/" + requestId + ".json");
    }

    /** What the keys of all objects of the run begin with. */
    String all() {
        return key("");
    }

    /** What the keys of the report's files begin with. */
    String report() {
        return key("report/");
    }

    /** What the keys of all finished epochs begin with. */
    String epochs() {
        return key("epochs/");
    }

    String epoch(int number) {
        return numbered(epochs(), number);
    }

    /** What the keys of all snapshots begin with. */
    String snapshots() {
        return key("resume/");
    }

    /** The number of the epoch or launch whose key this is; empty if it is of none. */
    static OptionalInt numberOf(String key) {
        Matcher parts = NUMBER.matcher(key);
        return parts.matches() ? OptionalInt.of(Integer.parseInt(parts.group(1))) : OptionalInt.empty();
    }

    private static String numbered(String folder, int number) {
        return folder + String.format(Locale.ROOT, "%04d", number) + ".json";
    }

    private String key(String name) {
        return RUNS + runId + "/" + name;
    }
}
