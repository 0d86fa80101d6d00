package io.resforge.inference.app;

import io.resforge.inference.watcher.WatchThread;
import java.util.Map;

/** The watches of all models. Each has a thread of its own, so that a model that is slow to load holds up no other. */
public final class Watches implements AutoCloseable {

    private final Map<String, WatchThread> byModel;

    Watches(Map<String, WatchThread> byModel) {
        this.byModel = Map.copyOf(byModel);
    }

    void start() {
        byModel.values().forEach(WatchThread::start);
    }

    /** Looks at once for what is to be served of a model, and tries versions again that were refused. */
    void retryRefused(String model) {
        byModel.get(model).retryRefused();
    }

    @Override
    public void close() {
        byModel.values().forEach(WatchThread::close);
    }
}
