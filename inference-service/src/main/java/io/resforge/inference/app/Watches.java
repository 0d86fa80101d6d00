package io.resforge.inference.app;

import io.resforge.inference.rollout.ModelWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The watches of all models. Each has a thread of its own, so that a model that is slow to load holds up no other. */
public final class Watches {

    private final Map<String, ModelWatch> byModel;

    private final Optional<ChampionPush> push;
    private final Optional<KeyFetch> key;

    /**
     * @param key gets the key that servers share; empty where a setting gives it
     * @param registry makes of what it is to call for a promoted model that which calls it; empty where promotions are polled only
     */
    Watches(
            Map<String, ModelWatch> byModel,
            Optional<KeyFetch> key,
            Optional<Function<Consumer<String>, ChampionPush>> registry) {
        this.byModel = Map.copyOf(byModel);
        this.key = key;
        this.push = registry.map(
                connect -> connect.apply(model -> this.byModel.get(model).lookNow()));
    }

    void start() {
        key.ifPresent(KeyFetch::start);
        byModel.values().forEach(ModelWatch::start);
        push.ifPresent(it -> it.start(List.copyOf(byModel.keySet())));
    }

    /** Looks at once for what is to be served of a model, and tries versions again that were refused. */
    void retryRefused(String model) {
        byModel.get(model).retryRefused();
    }

    /** Stops all watches, and waits for the looks that are under way: for all of them together as long as this. */
    void close(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        push.ifPresent(ChampionPush::close);
        key.ifPresent(KeyFetch::close);
        byModel.values().forEach(ModelWatch::stop);
        for (ModelWatch watch : byModel.values()) {
            watch.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }
}
