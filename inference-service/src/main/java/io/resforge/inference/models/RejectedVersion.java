package io.resforge.inference.models;

/**
 * A version that failed a check on its way to being served.
 *
 * @param version within the model
 * @param promotion that named it, from 1
 * @param reason the kind of check that failed
 * @param message what was wrong with it
 */
public record RejectedVersion(String version, long promotion, RefusalReason reason, String message) {

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
        ENGINE(true),
        /** The memory budget, Java's heap or the system has no room for it or for a thread that it takes. */
        MEMORY(true);

        private final boolean mayPass;

        RefusalReason() {
            this(false);
        }

        RefusalReason(boolean mayPass) {
            this.mayPass = mayPass;
        }

        /**
         * Whether the same files may pass later: what failed lies with this process and its machine at this moment. All else is a verdict on what
         * was published, and stands until that changes.
         */
        public boolean mayPass() {
            return mayPass;
        }
    }
}
