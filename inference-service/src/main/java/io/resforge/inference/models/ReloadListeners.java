package io.resforge.inference.models;



import java.util.List;

/**
 * Tells several listeners, in their order. One that fails is logged and costs the others nothing: a metric that breaks must not keep
 * the server from being announced as ready, or end the watch.
 */
public final class ReloadListeners implements ReloadListener {

    private static final System.Logger LOG = System.getLogger(ReloadListeners.class.getName());

    private final List<ReloadListener> listeners;

    public ReloadListeners(ReloadListener... listeners) {
        this.listeners = List.of(listeners);
    }

    @Override
    public void on(String model, ReloadEvent event) {
        for (ReloadListener listener : listeners) {
            try {
                listener.on(model, event);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "could not tell of " + event + " of " + model, e);
            }
        }
    }
}
