package io.resforge.inference.loader;

/** Why a version is not served, as a metric counts it. */
public enum RefusalReason {
    /** The store has no such version. */
    MISSING,
    /** A file is missing, or is not what the manifest says. */
    CHECKSUM,
    /** The manifest cannot be read, or its network cannot be built of its parameters. */
    INCOMPATIBLE,
    /** It computes other logits for its golden images than it should. */
    GOLDEN,
    /** The engine failed to load or to run it. */
    ENGINE,
    /** The memory budget has no room for it. */
    MEMORY
}
