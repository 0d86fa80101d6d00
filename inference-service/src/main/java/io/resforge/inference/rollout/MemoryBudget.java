package io.resforge.inference.rollout;

import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.rollout.Loader.VersionCheckFailed;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** How much native memory all engines may hold. A version and the one that it replaces both count for a while. */
public final class MemoryBudget {

    private static final double MIB = 1024.0 * 1024;

    private final OptionalLong most;
    private volatile BooleanSupplier frees = () -> false;
    private long used;
    private long timesFreed;

    /** @param most in bytes, or empty for no limit */
    public MemoryBudget(OptionalLong most) {
        if (most.isPresent() && most.getAsLong() < 1) {
            throw new IllegalArgumentException("the memory budget must be at least 1 byte, was " + most.getAsLong());
        }
        this.most = most;
    }

    /** Asks this when something does not fit: it frees some memory, or tells that there is none to be freed. */
    public void askForRoom(BooleanSupplier other) {
        this.frees = other;
    }

    void take(long bytes) throws VersionCheckFailed {
        use(bytes, bytes);
    }

    /** Replaces what was taken by what is held; throws if that is more than is left, and what was taken stays taken. */
    void correct(long taken, long held) throws VersionCheckFailed {
        use(held, held - taken);
    }

    private void use(long bytes, long more) throws VersionCheckFailed {
        while (!uses(more)) {
            boolean mayFit = bytes <= most.getAsLong();
            if (!mayFit || !frees.getAsBoolean()) { // asked without the lock: who frees comes back with what it freed
                throw lacking(bytes);
            }
        }
    }

    private synchronized boolean uses(long more) {
        if (most.isPresent() && more > most.getAsLong() - used) {
            return false;
        }
        used += more;
        if (more < 0) {
            timesFreed++;
        }
        return true;
    }

    private synchronized VersionCheckFailed lacking(long bytes) {
        return new VersionCheckFailed(
                RefusalReason.MEMORY,
                String.format(
                        Locale.ROOT,
                        "it takes %.1f MiB, and of the %.1f MiB of resforge.memory-budget %.1f MiB are in use",
                        bytes / MIB,
                        most.getAsLong() / MIB,
                        used / MIB));
    }

    /** Gives memory back. */
    synchronized void giveBack(long bytes) {
        used -= bytes;
        timesFreed++;
    }

    /** Bytes in use. */
    public synchronized long used() {
        return used;
    }

    /** How often memory was given back: something that did not fit may fit when this has risen. */
    public synchronized long timesFreed() {
        return timesFreed;
    }
}
