package io.resforge.inference.models;

/** Is told what happens, for each model in order, by the model's own watcher thread. */
public interface ReloadListener {

    /** Something happened to a model. */
    void on(String model, ReloadEvent event);

    /**
     * Tells several listeners, in their order. One that fails is logged and costs the others nothing: a metric that
     * breaks must not keep the server from being announced as ready, or end the watch.
     */
    static ReloadListener all(ReloadListener... listeners) {
        return (model, event) -> {
            for (ReloadListener listener : listeners) {
                try {
                    listener.on(model, event);
                } catch (RuntimeException | Error e) {
                    System.getLogger(ReloadListener.class.getName())
                            .log(System.Logger.Level.ERROR, "could not tell of " + event + " of " + model, e);
                }
            }
        };
    }
}
