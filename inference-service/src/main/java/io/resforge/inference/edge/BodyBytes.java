package io.resforge.inference.edge;

import io.resforge.inference.batcher.RequestBudget.Reservation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Takes in a request of unknown length piece by piece; each piece is reserved before it is kept. */
public final class BodyBytes {

    private static final int FIRST_PIECE = 4 << 10;
    private static final int LARGEST_PIECE = 64 << 10;

    private final Reservation held;
    private final long most;
    private final List<byte[]> pieces = new ArrayList<>();
    private int count;

    /**
     * @param held grows with what comes; it stays the caller's to close
     * @param most bytes that are allowed
     */
    public BodyBytes(Reservation held, long most) {
        this.held = held;
        this.most = most;
    }

    /** A request has more bytes than it may have. */
    public static final class TooLarge extends RuntimeException {

        public TooLarge(long most) {
            super("a body must have at most " + most + " bytes, had more", null, false, false);
        }
    }

    /** A request did not come in time. */
    public static final class TooSlow extends RuntimeException {

        public TooSlow(Duration time) {
            super(
                    "a request must have come in whole within "
                            + String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3) + " s",
                    null,
                    false,
                    false);
        }
    }

    /**
     * Keeps a piece.
     *
     * @throws TooLarge if it is too much
     * @throws io.resforge.inference.batcher.Overloaded if there is no room for it
     */
    public void add(byte[] piece) {
        if (count + (long) piece.length > most) {
            throw new TooLarge(most);
        }
        held.grow(piece.length);
        pieces.add(piece);
        count += piece.length;
    }

    /** All bytes in one array; the pieces are let go. */
    public byte[] join() {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        held.grow(count);
        byte[] whole = new byte[count];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        pieces.clear();
        held.shrink(count);
        return whole;
    }

    /**
     * Reads to the end, and throws what {@link #add} throws.
     *
     * @throws IOException if the stream cannot be read
     */
    public static byte[] read(InputStream stream, Reservation held, long most) throws IOException {
        BodyBytes bytes = new BodyBytes(held, most);
        for (int size = FIRST_PIECE; ; size = Math.min(LARGEST_PIECE, 2 * size)) {
            byte[] piece = new byte[size];
            int read = stream.readNBytes(piece, 0, size);
            bytes.add(read < size ? Arrays.copyOf(piece, read) : piece);
            if (read < size) {
                return bytes.join();
            }
        }
    }
}
