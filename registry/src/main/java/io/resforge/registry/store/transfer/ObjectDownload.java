package io.resforge.registry.store.transfer;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Reads one object whole. A connection that breaks is taken up where it broke; if the object was replaced meanwhile, it
 * is read from its beginning. For one use.
 */
public final class ObjectDownload {

    /** Attempts in a row that bring not one byte. */
    private static final int MOST_IDLE = 5;

    private static final int BUFFER = 1 << 16;

    private final ObjectSource source;
    private final StoreTimeouts patience;
    private final long start = System.nanoTime();
    private ReceivedPart received = new ReceivedPart();
    private int idle;

    public ObjectDownload(ObjectSource source, StoreTimeouts patience) {
        this.source = source;
        this.patience = patience;
    }

    /**
     * Reads the object; empty if there is none.
     *
     * @throws IOException if it could not be read within the time that it may take
     */
    public Optional<byte[]> read() throws IOException {
        RetryPolicy<Optional<byte[]>> again = RetryPolicy.<Optional<byte[]>>builder()
                .handleIf(this::isWorthAnotherTry)
                .withBackoff(100, 2_000, ChronoUnit.MILLIS)
                .withJitter(.5)
                .withMaxRetries(-1) // isWorthAnotherTry ends it
                .build();
        try {
            return Failsafe.with(again).get(this::goOn);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("reading was interrupted", e);
        }
    }

    private Optional<byte[]> goOn() throws IOException {
        long before = received.count();
        try (ObjectPart piece = source.open(before, received.tag()).orElse(null)) {
            if (piece == null) {
                return Optional.empty();
            }
            begin(piece);
            return Optional.of(receive(piece));
        } catch (ObjectReplaced e) {
            received = new ReceivedPart();
            throw e;
        } finally {
            idle = received.count() > before ? 0 : idle + 1;
        }
    }

    private void begin(ObjectPart piece) throws IOException {
        if (piece.offset() == 0) {
            received = new ReceivedPart(piece.total(), piece.tag());
        } else if (piece.offset() != received.count() || !received.isOf(piece)) {
            throw new ObjectReplaced();
        }
    }

    private byte[] receive(ObjectPart piece) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = piece.body().read(buffer); n >= 0; n = piece.body().read(buffer)) {
            received.add(buffer, n);
            if (!timeLeft()) {
                throw new IOException("after " + patience.call(received.count()).toSeconds() + " s only "
                        + received.count() + " bytes had arrived");
            }
        }
        if (!received.isWhole()) {
            throw new EOFException("the connection broke after " + received.count() + " bytes");
        }
        return received.bytes();
    }

    private boolean isWorthAnotherTry(Throwable failure) {
        return failure instanceof IOException
                && !(failure instanceof ReceivedPart.TooLarge)
                && idle < MOST_IDLE
                && timeLeft();
    }

    private boolean timeLeft() {
        return Duration.ofNanos(System.nanoTime() - start).compareTo(patience.call(received.expected())) < 0;
    }
}
