package io.resforge.inference.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.engine.Engines;
import io.resforge.inference.model.Engine;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.watcher.ReloadEvent.NothingPromoted;
import io.resforge.inference.watcher.ReloadEvent.WatchFailed;
import io.resforge.registry.checkpoint.Checkpoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A watch whose engines do not start. */
class WatchThreadTest extends WatchedStore {

    private final List<ReloadEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void saysNothingAndDoesNotLookWhenItsEnginesFailBecauseTheProcessEnds() throws Exception {
        // When
        watchOnce(true);
        // Then
        assertThat(events).isEmpty();
        assertThat(server.events(NothingPromoted.class)).isEmpty();
    }

    @Test
    void tellsThatItsEnginesFailedAndLooksAllTheSame() throws Exception {
        // When
        watchOnce(false);
        // Then
        assertThat(events).containsExactly(new WatchFailed(FailingEngines.FAILURE));
        assertThat(server.events(NothingPromoted.class)).hasSize(1);
    }

    private void watchOnce(boolean processEnds) throws InterruptedException {
        FailingEngines engines = new FailingEngines(new CountDownLatch(1));
        ReloadListener listener = (_, event) -> events.add(event);
        try (WatchThread watch =
                new WatchThread(TinyNetwork.MODEL, server.watcher(), engines, listener, () -> processEnds)) {
            watch.start();
            assertThat(engines.asked().await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As ONNX Runtime when Java takes no more hooks. */
    private record FailingEngines(CountDownLatch asked) implements Engines {

        static final IllegalStateException FAILURE = new IllegalStateException("Shutdown in progress");

        @Override
        public void start() {
            asked.countDown();
            throw FAILURE;
        }

        @Override
        public Engine load(Checkpoint checkpoint) {
            throw FAILURE;
        }
    }
}
