package io.resforge.registry.dataset;

/** Told how far a transfer is, by the thread that asked for it. */
@FunctionalInterface
public interface TransferProgress {

    /** Ignores what it is told. */
    TransferProgress NONE = (bytes, total) -> {};

    /**
     * How far it is.
     *
     * @param bytes that have been transferred
     * @param total of this transfer
     */
    void at(long bytes, long total);
}
