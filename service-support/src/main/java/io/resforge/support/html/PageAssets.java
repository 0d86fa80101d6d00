package io.resforge.support.html;

import io.resforge.support.html.PageFrame.Site;
import io.resforge.web.WebAssets;
import io.resforge.web.WebAssets.WebAsset;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files that the pages of a service load: those of all pages, and the service's own scripts. */
@Singleton
public final class PageAssets {

    private static final String FOLDER = "/pages/";

    private final Map<String, WebAsset> own;
    private final Map<String, WebAsset> byAddress;

    PageAssets(Site site) {
        this.own = site.scripts().stream()
                .flatMap(name -> read(name).stream())
                .collect(Collectors.toMap(WebAsset::name, it -> it));
        this.byAddress = own.values().stream().collect(Collectors.toMap(WebAsset::address, Function.identity()));
    }

    /** The address of a file by its plain name; it changes with its content, so that it may be kept for ever. */
    public String path(String name) {
        WebAsset asset = own.containsKey(name) ? own.get(name) : WebAssets.named(name);
        return "/assets/" + asset.address();
    }

    /** What an address of {@link #path} stands for, by its last part; empty for anything else. */
    public Optional<WebAsset> at(String address) {
        return Optional.ofNullable(byAddress.get(address)).or(() -> WebAssets.at(address));
    }

    /** A script of the service; empty if it is one that all pages may load. */
    private static Optional<WebAsset> read(String name) {
        try (InputStream in = PageAssets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Optional.of(new WebAsset(name, "text/javascript; charset=utf-8", content, digest));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the program's file " + FOLDER + name, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
