package io.resforge.inference.slot;

import io.resforge.inference.model.Engine;
import io.resforge.inference.model.LiveModel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds the live model. Whoever computes borrows it; a new model takes its place at once for later borrowers, while earlier
 * ones finish on the old, and the last of them frees the old one's memory.
 *
 * <p>Borrowing takes no lock. Why it is safe: a {@link Counted} begins with one share, the slot's own, and is placed here
 * once. A borrower reads the reference and then adds a share, which only succeeds while the count is above zero. If a swap
 * comes between the two and the old model has drained, adding fails, and the borrower reads again: the reference it then
 * finds is another one, because the swap comes before the release of the slot's share. So no share is ever added to a model
 * that has been closed, and each is closed once, by whoever takes its count to zero.
 */
public final class ModelSlot implements AutoCloseable {

    private final AtomicReference<Counted> current = new AtomicReference<>();
    private boolean closed;

    /** Borrows the live model; empty while there is none. The lease must be closed. */
    public Optional<Lease> borrow() {
        while (true) {
            Counted counted = current.get();
            if (counted == null) {
                return Optional.empty();
            }
            if (counted.tryAdd()) {
                return Optional.of(new Lease(counted));
            }
        }
    }

    /** What is live, without borrowing it; empty while there is none. */
    public Optional<LiveModel> live() {
        return Optional.ofNullable(current.get()).map(Counted::model);
    }

    /** Puts a model in the place of the live one; from here on the slot owns the engine. A closed slot frees it at once. */
    public synchronized void fill(LiveModel model, Engine engine) {
        if (closed) {
            engine.close();
            return;
        }
        swap(new Counted(model, engine));
    }

    /** Empties the slot for good; those who have borrowed may finish. */
    @Override
    public synchronized void close() {
        closed = true;
        swap(null);
    }

    private void swap(Counted next) {
        Counted old = current.getAndSet(next);
        if (old != null) {
            old.release();
        }
    }
}
