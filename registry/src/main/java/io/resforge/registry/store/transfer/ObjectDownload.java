package io.resforge.registry.store.transfer;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.resforge.registry.store.transfer.ObjectSource.ObjectPart;
import io.resforge.registry.store.transfer.ObjectSource.ObjectReplaced;
import java.io.ByteArrayOutputStream;
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
    private final StoreTimeouts timeout;
    private final long start = System.nanoTime();
    private ReceivedPart received = new ReceivedPart();
    private int idle;

    public ObjectDownload(ObjectSource source, StoreTimeouts timeout) {
        this.source = source;
        this.timeout = timeout;
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
                throw new IOException("after " + timeout.call(received.count()).toSeconds() + " s only "
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
        return Duration.ofNanos(System.nanoTime() - start).compareTo(timeout.call(received.expected())) < 0;
    }

    /** The part of an object that has arrived. */
    static final class ReceivedPart {

        /** No array can hold the object. */
        static final class TooLarge extends IOException {

            TooLarge(String message) {
                super(message);
            }
        }

        private static final long LARGEST = Integer.MAX_VALUE - 8L; // what an array can hold

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final long total;
        private final String tag;

        /** Nothing, of an object that is not known. */
        ReceivedPart() {
            this.total = -1;
            this.tag = "";
        }

        /** Nothing, of an object of so many bytes; -1 if that is unknown. */
        ReceivedPart(long total, String tag) throws TooLarge {
            if (total > LARGEST) {
                throw new TooLarge("it has " + total + " bytes, at most " + LARGEST + " can be read");
            }
            this.total = total;
            this.tag = tag;
        }

        void add(byte[] buffer, int length) throws IOException {
            if (total >= 0 && count() + length > total) {
                throw new IOException("the server sent more than the " + total + " bytes that it announced");
            }
            content.write(buffer, 0, length);
        }

        /** Whether this is the beginning of the same object. Without a tag that is unknown. */
        boolean isOf(ObjectPart piece) {
            return !tag.isEmpty() && tag.equals(piece.tag()) && total == piece.total();
        }

        boolean isWhole() {
            return total < 0 || count() == total;
        }

        byte[] bytes() {
            return content.toByteArray();
        }

        long count() {
            return content.size();
        }

        /** How many bytes there will be, as far as that is known. */
        long expected() {
            return Math.max(total, count());
        }

        String tag() {
            return tag;
        }
    }
}
