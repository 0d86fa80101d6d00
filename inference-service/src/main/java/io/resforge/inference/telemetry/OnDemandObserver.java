package io.resforge.inference.telemetry;

/** Is told of models that are loaded for calls. */
public interface OnDemandObserver {

    /** Hears nothing. */
    OnDemandObserver NONE = new OnDemandObserver() {
        @Override
        public void loaded(boolean succeeded) {}

        @Override
        public void evicted(Room lacking) {}

        @Override
        public void waited(long nanos) {}
    };

    /** What lacked, so that a model left memory. */
    enum Room {
        /** As many models as may be were loaded. */
        MODELS,
        /** The budget of native memory was used up. */
        MEMORY
    }

    /** A model was loaded for a call, or could not be. */
    void loaded(boolean succeeded);

    /** A model left memory for another. */
    void evicted(Room lacking);

    /** A call waited so long until its model was loaded, could not be loaded, or was not waited for any more. */
    void waited(long nanos);
}
