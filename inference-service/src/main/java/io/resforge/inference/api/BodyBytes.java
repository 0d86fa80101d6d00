package io.resforge.inference.api;

import io.resforge.inference.batching.RequestBudget.Reservation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes in a request of unknown length piece by piece; each piece is reserved before it is kept. */
public final class BodyBytes {

    private static final int SMALLEST_PIECE = 4 << 10;
    private static final int LARGEST_PIECE = 64 << 10;

    private final Reservation held;
    private final long most;
    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] last = new byte[0];
    private int filled;
    private int count;

    /** @param held grows with the body; the caller closes it */
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

    /** Keeps bytes from the first, in large pieces. Throws TooLarge or, if there is no room, Overloaded. */
    public void add(byte[] bytes, int length) {
        if (count + (long) length > most) {
            throw new TooLarge(most);
        }
        held.grow(length);
        for (int at = 0; at < length; ) {
            if (filled == last.length) {
                last = new byte[Math.clamp(count, SMALLEST_PIECE, LARGEST_PIECE)];
                filled = 0;
                pieces.add(last);
            }
            int some = Math.min(length - at, last.length - filled);
            System.arraycopy(bytes, at, last, filled, some);
            at += some;
            filled += some;
            count += some;
        }
    }

    /** All bytes in one array; the pieces are let go. */
    public byte[] join() {
        held.grow(count);
        byte[] whole = new byte[count];
        int at = 0;
        for (byte[] piece : pieces) {
            int some = Math.min(piece.length, count - at);
            System.arraycopy(piece, 0, whole, at, some);
            at += some;
        }
        pieces.clear();
        held.shrink(count);
        return whole;
    }

    /** Reads to the end; throws what {@link #add} throws. */
    public static byte[] read(InputStream stream, Reservation held, long most) throws IOException {
        BodyBytes bytes = new BodyBytes(held, most);
        byte[] some = new byte[SMALLEST_PIECE];
        for (int read = stream.read(some); read >= 0; read = stream.read(some)) {
            bytes.add(some, read);
        }
        return bytes.join();
    }
}
