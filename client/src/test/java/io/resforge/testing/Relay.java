package io.resforge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes bytes on between a client and a server until it freezes: then the connection is there, but nothing comes through. */
public final class Relay implements AutoCloseable {

    private final ServerSocket entry;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    /** Leads to this port. */
    public Relay(int target) {
        this.target = target;
        try {
            entry = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        daemon(this::acceptAll);
    }

    /** Where it listens, as {@code host:port}. */
    public String address() {
        return "localhost:" + entry.getLocalPort();
    }

    /** Swallows everything from now on. */
    public void freeze() {
        frozen = true;
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = entry.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(client, server));
            daemon(() -> pass(client, server));
            daemon(() -> pass(server, client));
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
            if (!frozen) {
                to.getOutputStream().write(buffer, 0, read);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The end of a test closes all sockets under their threads.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entry.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
