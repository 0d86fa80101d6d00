package io.resforge.inference.telemetry;

/** The phases of a start, in their order. Each begins when the one before has ended, also where its work began earlier, beside others. */
public enum StartPhase {
    /** From the process to our first line. */
    JVM("JVM"),
    /** The framework, its servers and our parts. */
    FRAMEWORK("framework"),
    /** The native library that computes. */
    ENGINE("engine"),
    /** The model's files, read, checked and handed to the engine. */
    MODEL("model"),
    /** Batches of all sizes, compared with the golden images' logits, until the model is live. */
    WARM_UP("warm-up");

    private final String label;

    StartPhase(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
