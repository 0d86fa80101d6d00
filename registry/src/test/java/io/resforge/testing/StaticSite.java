package io.resforge.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A web server that gives files out: with ranges and tags, as most do. */
public final class StaticSite implements AutoCloseable {

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<URI> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int missing = 404;

    private StaticSite(HttpServer server) {
        this.server = server;
    }

    /** Starts one that has nothing. */
    public static StaticSite start() {
        try {
            return over(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same on a server of one's own. */
    public static StaticSite over(HttpServer server) {
        StaticSite site = new StaticSite(server);
        server.createContext("/", site::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return site;
    }

    /** Its address, over plain HTTP. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Gives a file out from now on. */
    public void put(String path, byte[] content) {
        files.put(path, content);
    }

    /** Answers with this status to requests for what is not there. */
    public void sayOfMissing(int status) {
        missing = status;
    }

    /** What was asked for. */
    public List<URI> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI());
            byte[] content = files.get(exchange.getRequestURI().getPath());
            if (content == null) {
                exchange.sendResponseHeaders(missing, -1);
                return;
            }
            give(exchange, content);
        }
    }

    private static void give(HttpExchange exchange, byte[] content) throws IOException {
        String tag = "\"" + Arrays.hashCode(content) + "\"";
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        if (match != null && !match.equals(tag)) {
            exchange.sendResponseHeaders(412, -1);
            return;
        }
        exchange.getResponseHeaders().set("ETag", tag);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        int length = content.length - from;
        exchange.sendResponseHeaders(range == null ? 200 : 206, length == 0 ? -1 : length);
        exchange.getResponseBody().write(content, from, length);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
