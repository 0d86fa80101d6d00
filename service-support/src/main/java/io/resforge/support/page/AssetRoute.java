package io.resforge.support.page;

import io.resforge.support.html.ErrorPages;
import io.resforge.support.html.PageAssets;
import io.resforge.web.WebAssets.WebAsset;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Sends the files that pages load. Their addresses change with their content: browsers ask for each once. */
@Singleton
public final class AssetRoute {

    private final PageAssets assets;
    private final ErrorPages errors;
    /** The files with gzip, by their addresses. They are the same for all, so that their length tells nothing. */
    private final Map<String, byte[]> small = new ConcurrentHashMap<>();

    AssetRoute(PageAssets assets, ErrorPages errors) {
        this.assets = assets;
        this.errors = errors;
    }

    void register(@Observes Router router) {
        router.route("/assets/:file")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::send);
        // Quarkus would serve the libraries that our own files are made of once more, by themselves.
        router.route("/webjars/*").handler(errors::notFound);
    }

    private void send(RoutingContext request) {
        assets.at(request.pathParam("file"))
                .ifPresentOrElse(file -> send(request, file), () -> errors.notFound(request));
    }

    private void send(RoutingContext request, WebAsset file) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType())
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
        if (takesGzip(request.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING))) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip")
                    .end(Buffer.buffer(small.computeIfAbsent(file.address(), _ -> gzip(file.content()))));
        } else {
            response.end(Buffer.buffer(file.content()));
        }
    }

    /** As every browser says it; a client that says more about it gets the file as it is. */
    private static boolean takesGzip(List<String> accepted) {
        return accepted.stream().flatMap(it -> Stream.of(it.split(","))).anyMatch(it -> it.strip()
                .equalsIgnoreCase("gzip"));
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory has room", e);
        }
        return bytes.toByteArray();
    }
}
