package io.resforge.trainer.worker.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.resforge.trainer.contract.WorkerPods;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a worker's metrics at {@code /metrics} and whether it is well at {@code /healthz}, on threads that keep no process alive. */
public final class MetricsServer implements AutoCloseable {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PLAIN = "text/plain; charset=utf-8";

    /** A scraper that reads slowly does not hold up the kubelet's probe. */
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads;

    private MetricsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Begins to serve, on all addresses of this machine.
     *
     * @param port from 0 to 65535; 0 stands for any that is free
     * @throws IOException if the port cannot be had
     */
    public static MetricsServer start(int port, TrainingMetrics metrics) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().name("metrics-", 0).daemon().factory());
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.scrape()));
        server.createContext(WorkerPods.HEALTH, exchange -> {
            Optional<String> trouble = metrics.trouble();
            answer(exchange, trouble.isEmpty() ? 200 : 503, PLAIN, trouble.orElse("it gets on") + "\n");
        });
        server.start();
        return new MetricsServer(server, threads);
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean onlyHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, onlyHead ? -1 : body.length);
            if (!onlyHead) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
