package io.resforge.registry.dataset;

/** Told how far a transfer is, by the thread that asked for it. */
@FunctionalInterface
public interface TransferProgress {

    /** Ignores what it is told. */
    TransferProgress NONE = (bytes, total) -> {};

    /** So many bytes of this transfer's total are done. */
    void at(long bytes, long total);
}
