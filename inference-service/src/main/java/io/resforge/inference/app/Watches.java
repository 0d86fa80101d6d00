package io.resforge.inference.app;

import io.resforge.inference.grpc.ChampionPush;
import io.resforge.inference.watcher.WatchThread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The watches of all models. Each has a thread of its own, so that a model that is slow to load holds up no other. */
public final class Watches implements AutoCloseable {

    private final Map<String, WatchThread> byModel;

    private final Optional<ChampionPush> push;

    /** @param registry makes of what it is to call for a promoted model that which calls it; empty where promotions are polled only */
    Watches(Map<String, WatchThread> byModel, Optional<Function<Consumer<String>, ChampionPush>> registry) {
        this.byModel = Map.copyOf(byModel);
        this.push = registry.map(
                connect -> connect.apply(model -> this.byModel.get(model).lookNow()));
    }

    void start() {
        byModel.values().forEach(WatchThread::start);
        push.ifPresent(it -> it.start(List.copyOf(byModel.keySet())));
    }

    /** Looks at once for what is to be served of a model, and tries versions again that were refused. */
    void retryRefused(String model) {
        byModel.get(model).retryRefused();
    }

    @Override
    public void close() {
        push.ifPresent(ChampionPush::close);
        byModel.values().forEach(WatchThread::close);
    }
}
