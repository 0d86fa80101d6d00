package io.resforge.registry.run;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reports of runs: {@code runs/<run>/report/index.html} and the files beside it. */
public final class ReportFiles {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");

    private final ObjectStore store;
    private final JsonObjects objects;

    public ReportFiles(ObjectStore store) {
        this.store = store;
        this.objects = new JsonObjects(store);
    }

    /** Keeps a file of a run's report, in place of an earlier one of that name. */
    public void put(String runId, String name, byte[] content) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a report's file has a name of small letters, digits, dots and dashes, was '" + name + "'");
        }
        store.put(new RunKeys(runId).report() + name, FieldChecks.present("content", content));
    }

    /** A file of a run's report; empty if there is none of this name. Throws {@link DamagedObject} if it has more than 16 MiB. */
    public Optional<byte[]> get(String runId, String name) {
        return NAME.matcher(name).matches() ? objects.bytes(new RunKeys(runId).report() + name) : Optional.empty();
    }

    /** All files of a run's report by name; none if it has no report. Throws {@link DamagedObject} if one has more than 16 MiB. */
    public Map<String, byte[]> of(String runId) {
        String folder = new RunKeys(runId).report();
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String key : store.list(folder)) {
            String name = key.substring(folder.length());
            if (NAME.matcher(name).matches()) {
                objects.bytes(key).ifPresent(content -> files.put(name, content));
            }
        }
        return files;
    }
}
