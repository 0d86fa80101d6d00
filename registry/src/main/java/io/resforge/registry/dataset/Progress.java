package io.resforge.registry.dataset;

/** Told how far a transfer is, by the thread that asked for it. */
@FunctionalInterface
public interface Progress {

    /** Nobody looks. */
    Progress NONE = (bytes, total) -> {};

    /**
     * How far it is.
     *
     * @param bytes that have been transferred
     * @param total of this transfer
     */
    void at(long bytes, long total);
}
