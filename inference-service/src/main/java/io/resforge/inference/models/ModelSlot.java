package io.resforge.inference.models;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.models.Lease.CountedEngine;
import io.resforge.inference.models.Routing.RoutingTable;
import io.resforge.inference.models.Routing.VersionChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Holds the loaded versions of a model, and which of them answers what. A caller borrows one to compute with; a change
 * of the routing holds at once for later borrowers, while earlier ones finish on what they have, and the last of them
 * frees the memory of a version that is out.
 *
 * <p>Borrowing takes no lock. Why it is safe: a {@link CountedEngine} begins with one share, the slot's own, and is
 * placed here once. A borrower reads the table and then adds a share, which only succeeds while the count is above
 * zero. If a change comes between the two and the version has drained, adding fails, and the borrower reads again: the
 * table it then finds is another one, because the change comes before the release of the slot's share. So no share is
 * ever added to a version that has been closed, and each is closed once, by the holder that takes its count to zero.
 */
public final class ModelSlot implements AutoCloseable {

    private final AtomicReference<RoutingTable> current = new AtomicReference<>(RoutingTable.EMPTY);
    private final DoubleSupplier chance;
    private boolean closed;

    /** A slot whose canary and shadow get their shares by chance. */
    public ModelSlot() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1, asked for each call while there is a canary or a shadow */
    public ModelSlot(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** Borrows the version that a call is for; empty if it is not loaded. The lease must be closed. */
    public Optional<Lease> borrow(VersionChoice choice) {
        return borrow(table -> table.pick(choice, chance));
    }

    /**
     * Borrows the version that computes a copy of a call that the live version answers; empty if this one is not
     * copied.
     */
    public Optional<Lease> borrowShadow() {
        return borrow(table -> table.shadow(chance));
    }

    /** What is live, without borrowing it; empty while there is none. */
    public Optional<LiveModel> live() {
        return current.get().live().map(CountedEngine::model);
    }

    /** A version that is loaded. */
    public Optional<LiveModel> loaded(String version) {
        return Optional.ofNullable(current.get().versions().get(version)).map(CountedEngine::model);
    }

    /** Which version answers what; empty while none is live. */
    public Optional<Routing> routing() {
        return current.get().routing();
    }

    /** All that is loaded, the live version first and then the newest first. */
    public List<SlotVersion> all() {
        RoutingTable table = current.get();
        String live = table.routing().map(Routing::live).orElse("");
        return table.versions().values().stream()
                .map(counted ->
                        new SlotVersion(counted.model(), counted.engine().name()))
                .sorted(SlotVersion.order(live))
                .toList();
    }

    /**
     * Takes in a version that no call can borrow by chance before a routing takes it; in the place of one with the same
     * number, if there is one. From here on the slot owns the engine. A closed slot frees it at once.
     *
     * @param freed is run when the engine has been closed
     */
    public synchronized void add(LiveModel model, Engine engine, Runnable freed) {
        CountedEngine counted = new CountedEngine(model, engine, freed);
        if (closed) {
            counted.release();
        } else {
            change(current.get().with(counted));
        }
    }

    /**
     * Says which version answers what. Versions that it does not take go.
     *
     * @throws IllegalArgumentException if it takes a version that is not loaded
     */
    public synchronized void route(Routing routing) {
        if (!closed) {
            change(current.get().routed(routing));
        }
    }

    /** Notes that a version that is loaded was promoted once more. */
    public synchronized void renumber(LiveModel model) {
        CountedEngine counted = current.get().versions().get(model.version());
        if (counted != null) {
            counted.renumber(model);
        }
    }

    /** Empties the slot for good; those who have borrowed may finish. */
    @Override
    public synchronized void close() {
        closed = true;
        change(RoutingTable.EMPTY);
    }

    /**
     * Empties the slot, and frees what was in it, if no call computes with it at this moment; tells whether it is empty now. The slot's own
     * shares are given up before the table changes, so that no call can borrow in between: one that tries reads the table until it has.
     */
    public synchronized boolean emptyIfIdle() {
        List<CountedEngine> given = new ArrayList<>();
        for (CountedEngine counted : current.get().versions().values()) {
            if (!counted.giveUp()) {
                given.forEach(CountedEngine::keep);
                return false;
            }
            given.add(counted);
        }
        current.set(RoutingTable.EMPTY);
        given.forEach(CountedEngine::close);
        return true;
    }

    private Optional<Lease> borrow(Function<RoutingTable, Optional<RoutingTable.Picked>> pick) {
        while (true) {
            Optional<RoutingTable.Picked> picked = pick.apply(current.get());
            if (picked.isEmpty()) {
                return Optional.empty();
            }
            if (picked.get().counted().tryAdd()) {
                return Optional.of(
                        new Lease(picked.get().counted(), picked.get().origin()));
            }
            Thread.onSpinWait();
        }
    }

    private void change(RoutingTable next) {
        RoutingTable old = current.getAndSet(next);
        gone(old.versions(), next.versions()).forEach(CountedEngine::release);
    }

    private static Stream<CountedEngine> gone(Map<String, CountedEngine> old, Map<String, CountedEngine> next) {
        return old.entrySet().stream()
                .filter(entry -> !Objects.equals(next.get(entry.getKey()), entry.getValue()))
                .map(Map.Entry::getValue);
    }

    /**
     * A version that is loaded.
     *
     * @param engine what computes it, such as {@code onnx}
     */
    public record SlotVersion(LiveModel model, String engine) {

        /** The live version first, then the newest first. */
        static Comparator<SlotVersion> order(String live) {
            return Comparator.comparing(
                            (SlotVersion loaded) -> !loaded.model().version().equals(live))
                    .thenComparing(loaded -> -Long.parseLong(loaded.model().version()));
        }
    }
}
