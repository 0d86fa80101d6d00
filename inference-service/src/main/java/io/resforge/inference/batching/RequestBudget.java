package io.resforge.inference.batching;

import io.resforge.inference.batching.Caller.CallAbandoned;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all calls together may take, over all protocols: one account for the bytes of requests, one for
 * decoded pixels. Bytes are reserved before they are read or decoded.
 */
public final class RequestBudget {

    private final MemoryAccount requests;
    private final MemoryAccount pixels;

    /** @param requestBytes held from a request's arrival until its images are decoded */
    public RequestBudget(long requestBytes, long pixelBytes) {
        // One call may take half of what the others leave, so that a few large uploads leave room for small calls.
        this.requests = new MemoryAccount("bytes of requests", requestBytes, 2);
        this.pixels = new MemoryAccount("bytes of decoded pixels", pixelBytes, 1);
    }

    /** The bytes of requests. */
    public MemoryAccount requests() {
        return requests;
    }

    /** The bytes of images that are being decoded, as they lie in memory. */
    public MemoryAccount pixels() {
        return pixels;
    }

    /** Bytes of one kind. */
    public static final class MemoryAccount {

        private final String what;
        private final long capacity;
        private final int parts;
        private final AtomicLong held = new AtomicLong();

        /** @param parts one reservation may take that part of what the others leave; 1 for all of it */
        private MemoryAccount(String what, long capacity, int parts) {
            if (capacity < 1) {
                throw new IllegalArgumentException("the " + what + " must be allowed at least 1, was " + capacity);
            }
            this.what = what;
            this.capacity = capacity;
            this.parts = parts;
        }

        /**
         * Reserves bytes, to be closed when nothing refers to them; throws {@link Overloaded} if there are too few
         * left.
         */
        public Reservation reserve(long bytes) {
            Reservation reservation = new Reservation(this);
            reservation.grow(bytes);
            return reservation;
        }

        /** Most bytes that one reservation gets while there is no other. */
        public long largest() {
            return capacity / parts;
        }

        /** Bytes that are reserved. */
        public long held() {
            return held.get();
        }

        /** Most bytes that may be reserved. */
        public long capacity() {
            return capacity;
        }

        private void take(long bytes, long had) {
            long before;
            do {
                before = held.get();
                long most = (capacity - (before - had)) / parts;
                if (had + bytes > most) {
                    throw Overloaded.outOf(what, had + bytes, most);
                }
            } while (!held.compareAndSet(before, before + bytes));
        }

        private void giveBack(long bytes) {
            held.addAndGet(-bytes);
        }
    }

    /** Bytes that a call holds. They may be grown by one thread and closed by another. */
    public static final class Reservation implements AutoCloseable {

        private final MemoryAccount account;
        private long bytes;
        private boolean closed;

        private Reservation(MemoryAccount account) {
            this.account = account;
        }

        /**
         * Reserves more.
         *
         * @throws Overloaded if there are not that many left; what was reserved before stays so
         * @throws CallAbandoned if it is closed: the caller has gone while its request was being read
         */
        public synchronized void grow(long more) {
            if (closed) {
                throw new CallAbandoned();
            }
            if (more < 0) {
                throw new IllegalArgumentException("cannot reserve " + more + " bytes");
            }
            account.take(more, bytes);
            bytes += more;
        }

        /** Gives some of it back. */
        public synchronized void shrink(long less) {
            if (less < 0 || less > bytes) {
                throw new IllegalArgumentException("cannot give back " + less + " of " + bytes + " bytes");
            }
            bytes -= less;
            account.giveBack(less);
        }

        /** How many bytes it holds. */
        public synchronized long bytes() {
            return bytes;
        }

        /** Gives all of it back, once. */
        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                account.giveBack(bytes);
                bytes = 0;
            }
        }
    }
}
