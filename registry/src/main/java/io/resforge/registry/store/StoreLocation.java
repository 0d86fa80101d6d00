package io.resforge.registry.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads where a store is. */
final class StoreLocation {

    private static final String ALLOWED =
            "allowed are a directory (such as ./store) and a file: URI of one (such as file:///srv/store)";
    // Two letters at least, so that a drive such as C: is none.
    private static final Pattern SCHEME = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]+):.*");

    private StoreLocation() {}

    /** The directory that a location names. */
    static Path directory(String location) {
        if (location == null || location.isBlank()) {
            throw new IllegalArgumentException("a store's location must be given: " + ALLOWED);
        }
        try {
            return SCHEME.matcher(location).matches() ? fromUri(location) : Path.of(location);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + location + "' is no location of a store (" + e.getMessage() + "): " + ALLOWED, e);
        }
    }

    private static Path fromUri(String location) {
        if (location.regionMatches(true, 0, "s3:", 0, 3)) {
            throw new IllegalArgumentException("this build has no S3 store yet");
        }
        if (!location.regionMatches(true, 0, "file:", 0, 5)) {
            throw new IllegalArgumentException("there is no store of this kind");
        }
        return Path.of(URI.create(location));
    }
}
