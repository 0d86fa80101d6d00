package io.resforge.inference.rollout;

import io.resforge.inference.models.RejectedVersion.RefusalReason;
import io.resforge.inference.rollout.Loader.VersionCheckFailed;
import java.util.Locale;
import java.util.OptionalLong;

/** How much native memory the engines of all models may hold together. A new version and the one that it replaces both count until the old one is gone. */
public final class MemoryBudget {

    private static final double MIB = 1024.0 * 1024;

    private final OptionalLong most;
    private long used;
    private long timesFreed;

    /** @param most in bytes, or empty for no limit */
    public MemoryBudget(OptionalLong most) {
        if (most.isPresent() && most.getAsLong() < 1) {
            throw new IllegalArgumentException("the memory budget must be at least 1 byte, was " + most.getAsLong());
        }
        this.most = most;
    }

    /**
     * Takes memory out of the budget.
     *
     * @throws VersionCheckFailed if it has not that much left
     */
    synchronized void take(long bytes) throws VersionCheckFailed {
        require(bytes, bytes);
        used += bytes;
    }

    /**
     * Counts what turned out to be held in the place of what was taken.
     *
     * @throws VersionCheckFailed if that is more, and there is not so much left; what was taken stays taken
     */
    synchronized void correct(long taken, long held) throws VersionCheckFailed {
        require(held, held - taken);
        used += held - taken;
        if (held < taken) {
            timesFreed++;
        }
    }

    private void require(long bytes, long more) throws VersionCheckFailed {
        if (most.isPresent() && more > most.getAsLong() - used) {
            throw new VersionCheckFailed(
                    RefusalReason.MEMORY,
                    String.format(
                            Locale.ROOT,
                            "it takes %.1f MiB, and of the %.1f MiB of resforge.memory-budget %.1f MiB are in use",
                            bytes / MIB,
                            most.getAsLong() / MIB,
                            used / MIB));
        }
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
