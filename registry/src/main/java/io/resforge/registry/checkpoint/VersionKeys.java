package io.resforge.registry.checkpoint;

import io.resforge.registry.signature.ModelSignature;
import io.resforge.registry.value.ObjectNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of one version's objects. */
record VersionKeys(String model, String version) {

    static final String MODELS = "models/";

    static final String CLAIM = "claim.json";
    static final String MANIFEST = "manifest.json";
    static final String MARK = "removed.json";
    static final String RUN = "run-";
    static final String SIGNATURE = ModelSignature.FILE;

    private static final Pattern KEY = Pattern.compile("models/([^/]+)/versions/([^/]+)/([^/]+)");

    VersionKeys {
        ObjectNames.model(model);
        ObjectNames.version(version);
    }

    long number() {
        return Long.parseLong(version);
    }

    /** What the keys of all versions of a model begin with. */
    static String all(String model) {
        return MODELS + ObjectNames.model(model) + "/versions/";
    }

    /** Written first, to have the number for oneself. */
    String claim() {
        return file(CLAIM);
    }

    /** Written last. */
    String manifest() {
        return file(MANIFEST);
    }

    /** Says that the version is being removed, or was. */
    String mark() {
        return file(MARK);
    }

    /** Empty: its name tells in a list which run has the number, so that no claim need be read to find a run's own. */
    String runMark(String runId) {
        return file(RUN + ObjectNames.run(runId));
    }

    /** Signs the manifest and the files that it names. */
    String signature() {
        return file(SIGNATURE);
    }

    /** Any other file of the version. */
    String file(String name) {
        return all(model) + version + "/" + name;
    }

    @Override
    public String toString() {
        return "version " + version + " of model " + model;
    }

    /** An object's key, taken apart. */
    record Entry(VersionKeys keys, String file) {

        boolean isManifest() {
            return file.equals(MANIFEST);
        }

        long number() {
            return keys.number();
        }

        /** Takes a key apart; empty if it is of no version. */
        static Optional<Entry> of(String key) {
            Matcher parts = KEY.matcher(key);
            boolean known =
                    parts.matches() && ObjectNames.isLabel(parts.group(1)) && ObjectNames.isVersion(parts.group(2));
            return known
                    ? Optional.of(new Entry(new VersionKeys(parts.group(1), parts.group(2)), parts.group(3)))
                    : Optional.empty();
        }
    }
}
