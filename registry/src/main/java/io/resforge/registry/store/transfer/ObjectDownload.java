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
import java.util.Arrays;
import java.util.Optional;

/** Reads one object, whole or its first bytes, once. A connection that breaks is resumed; if the object was replaced, it is read anew. */
public final class ObjectDownload {

    /** Attempts in a row that bring not one byte. */
    private static final int MOST_IDLE = 5;

    private static final int BUFFER = 1 << 16;
    private static final int LARGEST = Integer.MAX_VALUE - 8; // what an array can hold

    private final ObjectSource source;
    private final StoreTimeouts timeout;
    private final long start = System.nanoTime();
    private ReceivedPart received = new ReceivedPart();
    private int idle;
    private int most = LARGEST;

    public ObjectDownload(ObjectSource source, StoreTimeouts timeout) {
        this.source = source;
        this.timeout = timeout;
    }

    /** Reads the first {@code most} bytes of the object, or all if it has no more; as {@link #read()}. */
    public Optional<byte[]> read(int most) throws IOException {
        this.most = most;
        return read();
    }

    /** Reads the object; empty if there is none. Throws IOException if it takes too long. */
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
        if (most == LARGEST && piece.total() > LARGEST) {
            throw new TooLarge("it has " + piece.total() + " bytes, at most " + LARGEST + " can be read");
        }
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
            if (received.count() > most) {
                return Arrays.copyOf(received.bytes(), most); // closing the piece ends its connection
            }
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
        return failure instanceof IOException && !(failure instanceof TooLarge) && idle < MOST_IDLE && timeLeft();
    }

    private boolean timeLeft() {
        return Duration.ofNanos(System.nanoTime() - start).compareTo(timeout.call(Math.min(received.expected(), most)))
                < 0;
    }

    /** No array can hold the object. */
    private static final class TooLarge extends IOException {

        TooLarge(String message) {
            super(message);
        }
    }

    /** The part of an object that has arrived. */
    static final class ReceivedPart {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final long total;
        private final String tag;

        /** Nothing, of an object that is not known. */
        ReceivedPart() {
            this.total = -1;
            this.tag = "";
        }

        /** Nothing, of an object of so many bytes; -1 if that is unknown. */
        ReceivedPart(long total, String tag) {
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
