package io.resforge.trainer.backend.kubernetes;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/** Reads lines from a stream that may have none for hours, so that others need not wait for it. A slow taker slows the stream down. */
final class LineReader implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LineReader.class);
    private static final int AHEAD = 1000;

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(AHEAD);
    private final InputStream stream;
    private final Closeable source;
    private final Thread thread;
    private volatile boolean over;

    private LineReader(InputStream stream, Closeable source) {
        this.stream = stream;
        this.source = source;
        this.thread = Thread.ofVirtual().name("log").start(this::readAll);
    }

    static LineReader of(InputStream stream) {
        return new LineReader(stream, stream);
    }

    /** @param source closed with the stream */
    static LineReader of(InputStream stream, Closeable source) {
        return new LineReader(stream, source);
    }

    private void readAll() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.put(line);
            }
        } catch (IOException e) {
            // As when the pod's node is gone: what follows is in the log of the next pod.
            LOG.debugf("A log ended early: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    /** Takes what has come, at most so much as is read ahead; waits for nothing. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        lines.drainTo(taken, AHEAD);
        return taken;
    }

    /** Whether all has been taken, and nothing will come. */
    boolean isOver() {
        return over && lines.isEmpty();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            source.close();
        } catch (IOException e) {
            LOG.debugf("A log was not closed: %s", e.getMessage());
        }
    }
}
