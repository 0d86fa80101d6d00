package io.resforge.cli.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A web server on the loopback interface that has one file, and some bad habits on demand. */
final class MirrorServer implements AutoCloseable {

    private final HttpServer server;
    private final byte[] content;
    private final List<String> ranges = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private String elsewhere;
    private int cutAfter = Integer.MAX_VALUE;
    private int status = 200;
    private boolean knowsRanges = true;

    MirrorServer(byte[] content) {
        this.content = content.clone();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/c.tar.gz");
    }

    /** Breaks off the next answer after so many bytes. */
    synchronized MirrorServer cuttingAfter(int bytes) {
        cutAfter = bytes;
        return this;
    }

    /** Answers with this status from now on. */
    synchronized MirrorServer answering(int other) {
        status = other;
        return this;
    }

    /** Sends callers elsewhere from now on. */
    synchronized MirrorServer sendingTo(String location) {
        status = 302;
        elsewhere = location;
        return this;
    }

    /** Sends everything from now on, whatever is asked for. */
    synchronized MirrorServer ignoringRanges() {
        knowsRanges = false;
        return this;
    }

    /** The ranges that were asked for, in order; empty for all. */
    synchronized List<String> ranges() {
        return List.copyOf(ranges);
    }

    /** The paths that were asked for, in order. */
    synchronized List<String> paths() {
        return List.copyOf(paths);
    }

    private synchronized void answer(HttpExchange call) throws IOException {
        try (call) {
            String range = call.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            paths.add(call.getRequestURI().getPath());
            if (status != 200) {
                if (elsewhere != null) {
                    call.getResponseHeaders().set("Location", elsewhere);
                }
                call.sendResponseHeaders(status, -1);
                return;
            }
            int from = range == null || !knowsRanges ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            send(call, from);
        }
    }

    private void send(HttpExchange call, int from) throws IOException {
        if (from >= content.length) {
            call.sendResponseHeaders(416, -1);
            return;
        }
        byte[] wanted = Arrays.copyOfRange(content, from, content.length);
        if (from > 0) {
            call.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        call.sendResponseHeaders(from > 0 ? 206 : 200, wanted.length);
        int sent = Math.min(cutAfter, wanted.length);
        cutAfter = Integer.MAX_VALUE;
        call.getResponseBody().write(wanted, 0, sent);
        call.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
