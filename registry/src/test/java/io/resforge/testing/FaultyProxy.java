package io.resforge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Passes HTTP requests on to a server on this machine, and does harm where it is told to. */
public final class FaultyProxy implements AutoCloseable {

    private final URI server;
    private final ServerSocket listener;
    private final Thread accepting = Thread.ofPlatform().daemon().unstarted(this::accept);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private record Rule(Pattern part, Fault fault, AtomicInteger left) {}

    private FaultyProxy(URI server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Starts one before a server. */
    public static FaultyProxy before(URI server) {
        try {
            FaultyProxy proxy = new FaultyProxy(server, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            proxy.accepting.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its own address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Does harm to the next {@code times} requests in whose first line or a header this pattern is found. */
    public FaultyProxy harm(int times, String part, Fault fault) {
        rules.add(new Rule(Pattern.compile(part), fault, new AtomicInteger(times)));
        return this;
    }

    /** Does no more harm. */
    public void heal() {
        rules.clear();
    }

    /** How many requests there were with this in their first line or a header. */
    public long requests(String part) {
        return requests.stream().filter(head -> head.contains(part)).count();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            ProxiedExchange exchange = new ProxiedExchange(socket, server);
            while (exchange.readHead()) {
                requests.add(String.join("\n", exchange.head()));
                exchange.carryOut(fault(exchange));
            }
        } catch (IOException e) {
            // What harm was meant to do, or a client that went away.
        } finally {
            open.remove(socket);
        }
    }

    private Fault fault(ProxiedExchange exchange) {
        return rules.stream()
                .filter(rule -> exchange.mentions(rule.part()))
                .filter(rule -> rule.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0)
                .findFirst()
                .map(Rule::fault)
                .orElse(null);
    }

    /** Cuts every connection and lets no more in. */
    @Override
    public void close() {
        try {
            listener.close();
            accepting.join(); // the kernel listens on until accept() has returned, and may let one more client in
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
