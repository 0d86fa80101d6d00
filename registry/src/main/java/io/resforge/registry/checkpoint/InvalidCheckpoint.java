package io.resforge.registry.checkpoint;

/** A published checkpoint that is not what its manifest says, or whose manifest cannot be read. */
public final class InvalidCheckpoint extends RuntimeException {

    public InvalidCheckpoint(String message) {
        super(message);
    }

    public InvalidCheckpoint(String message, Throwable cause) {
        super(message, cause);
    }
}
