package io.resforge.registry.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
