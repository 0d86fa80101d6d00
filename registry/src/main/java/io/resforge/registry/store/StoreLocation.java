package io.resforge.registry.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a store is. Its text holds no secrets: what a location's query says is left out. */
public sealed interface StoreLocation {

    /** What a location may be, in words. */
    String ALLOWED = "allowed are a directory (such as ./store), a file: URI of one (such as file:///srv/store),"
            + " an S3 bucket with or without a prefix (such as s3://bucket/resforge), and an address that a store can be"
            + " read from (such as https://host/path)";

    /** A directory. */
    record Directory(Path path) implements StoreLocation {

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A part of an S3 bucket, below a prefix of all keys; empty for the whole bucket. */
    record Bucket(String bucket, String prefix) implements StoreLocation {

        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{1,61}[a-zA-Z0-9]");

        public Bucket {
            if (!NAME.matcher(bucket).matches()) {
                throw new IllegalArgumentException(
                        "a bucket's name must be 3 to 63 letters, digits and . _ -, was '" + bucket + "'");
            }
            if (!prefix.isEmpty() && !ObjectKeys.isKey(prefix)) {
                throw new IllegalArgumentException(
                        "the prefix must be names of letters, digits and . _ - joined by /, was '" + prefix + "'");
            }
        }

        @Override
        public String toString() {
            return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    /**
     * An address below which objects can be read, and a query for every request, such as an access token; may be empty.
     */
    record Site(URI base, String query) implements StoreLocation {

        @Override
        public String toString() {
            return base + (query.isEmpty() ? "" : "?…");
        }
    }

    /** Reads a location; throws IllegalArgumentException if no store can be there, with what is allowed. */
    static StoreLocation parse(String location) {
        if (location == null || location.isBlank()) {
            throw new IllegalArgumentException("a store's location must be given: " + ALLOWED);
        }
        try {
            return ofScheme(Locations.scheme(location), location);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + Locations.withoutSecrets(location)
                    + "' is no location of a store (" + e.getMessage() + "): " + ALLOWED);
        }
    }

    private static StoreLocation ofScheme(String scheme, String location) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "" -> new Directory(Path.of(location));
            case "file" -> new Directory(Path.of(URI.create(location)));
            case "s3" -> Locations.bucket(location);
            case "http", "https" -> Locations.site(location);
            default -> throw new IllegalArgumentException("there is no store of this kind");
        };
    }

    /** Takes locations apart. */
    final class Locations {

        // Two characters at least, so that a drive such as C: is none.
        private static final Pattern SCHEME = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]+):.*");
        private static final Pattern BUCKET = Pattern.compile("(?i:s3)://([^/]*)/*(.*?)/*");

        private Locations() {}

        /** What precedes the colon; empty for a path. */
        static String scheme(String location) {
            Matcher matcher = SCHEME.matcher(location);
            return matcher.matches() ? matcher.group(1) : "";
        }

        static StoreLocation.Bucket bucket(String location) {
            Matcher parts = BUCKET.matcher(location);
            if (!parts.matches()) {
                throw new IllegalArgumentException("it must read s3://bucket or s3://bucket/prefix");
            }
            return new StoreLocation.Bucket(parts.group(1), parts.group(2));
        }

        static StoreLocation.Site site(String location) {
            URI uri = uri(location);
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("it names no host");
            }
            if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException("it must have no user name, no password and no #");
            }
            String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
            String path = uri.getRawPath().replaceAll("/+$", "");
            return new StoreLocation.Site(URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path), query);
        }

        /** A location as it may be shown: a query may be an access token, what precedes @ a password. */
        static String withoutSecrets(String location) {
            return location.replaceFirst("(?s)\\?.*", "?…").replaceFirst("(?s)//[^/]*@", "//…@");
        }

        private static URI uri(String location) {
            try {
                return new URI(location);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("it is no URI: " + e.getReason(), e);
            }
        }
    }
}
