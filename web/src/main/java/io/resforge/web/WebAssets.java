package io.resforge.web;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The files that pages load, from memory. Each has a name with its digest, such as {@code page-3f2a91c07b1e.js}, under
 * which it may be cached for ever.
 */
public final class WebAssets {

    private static final Properties LIBRARIES = libraries();
    private static final Map<String, WebAsset> BY_NAME = byName();
    private static final Map<String, WebAsset> BY_ADDRESS =
            BY_NAME.values().stream().collect(toUnmodifiableMap(WebAsset::address, it -> it));

    private WebAssets() {}

    /**
     * A file by its plain name, such as {@code resforge.css}.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static WebAsset named(String name) {
        WebAsset asset = BY_NAME.get(name);
        if (asset == null) {
            throw new IllegalArgumentException("there is no file '" + name + "'; there are " + BY_NAME.keySet());
        }
        return asset;
    }

    /** A file by its name with digest, as a page asked for it; empty for anything else, and for what an older build had. */
    public static Optional<WebAsset> at(String address) {
        return Optional.ofNullable(BY_ADDRESS.get(address));
    }

    private static Map<String, WebAsset> byName() {
        Map<String, WebAsset> assets = new LinkedHashMap<>();
        put(
                assets,
                "resforge.css",
                "text/css; charset=utf-8",
                library("uplot-style"),
                ours("base.css"),
                ours("parts.css"));
        put(assets, "page.js", "text/javascript; charset=utf-8", ours("page.js"));
        put(
                assets,
                "charts.js",
                "text/javascript; charset=utf-8",
                library("uplot"),
                ours("charts.js"),
                ours("figures.js"));
        put(assets, "run.js", "text/javascript; charset=utf-8", ours("run.js"));
        put(assets, "live.js", "text/javascript; charset=utf-8", library("htmx"));
        put(assets, "icon.svg", "image/svg+xml", ours("icon.svg"));
        return Map.copyOf(assets);
    }

    private static void put(Map<String, WebAsset> assets, String name, String mediaType, String... parts) {
        byte[] content = Stream.of(parts).collect(joining("\n")).getBytes(StandardCharsets.UTF_8);
        assets.put(name, new WebAsset(name, mediaType, content, sha256(content)));
    }

    private static String ours(String name) {
        return read("/io/resforge/web/" + name);
    }

    private static String library(String name) {
        return read(LIBRARIES.getProperty(name));
    }

    private static Properties libraries() {
        try (InputStream stream = WebAssets.class.getResourceAsStream("libraries.properties")) {
            Properties paths = new Properties();
            paths.load(stream);
            return paths;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read where the libraries of pages are", e);
        }
    }

    private static String read(String path) {
        try (InputStream stream = WebAssets.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A file that pages load.
     *
     * @param name its plain name
     * @param mediaType as HTTP's {@code Content-Type} has it
     * @param content its bytes; not to be changed
     * @param sha256 its digest, 32 bytes; not to be changed
     */
    public record WebAsset(String name, String mediaType, byte[] content, byte[] sha256) {

        private static final int DIGITS = 12;

        /** The name with digest: the last part of its address. */
        public String address() {
            int dot = name.lastIndexOf('.');
            String digest = HexFormat.of().formatHex(sha256).substring(0, DIGITS);
            return name.substring(0, dot) + "-" + digest + name.substring(dot);
        }

        /** Its text, to be written into a page that stands in one file. */
        public String text() {
            return new String(content, StandardCharsets.UTF_8);
        }

        /** Its digest as a Content-Security-Policy and {@code integrity} have it: {@code sha256-…}. */
        public String hash() {
            return "sha256-" + Base64.getEncoder().encodeToString(sha256);
        }
    }
}
