package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDiscoveryTest {

    private static final TinyNetwork NETWORK = TinyNetwork.of(1);

    private final TestStore store;
    private final List<String> served = new ArrayList<>();

    ModelDiscoveryTest(@TempDir Path folder) {
        store = new TestStore(folder);
    }

    private ModelDiscovery discovery(int most, Set<String> already) {
        return new ModelDiscovery(
                store.objects(),
                Clock.systemUTC(),
                most,
                Duration.ofSeconds(1),
                model -> !model.startsWith("demand-"),
                model -> !already.contains(model) && served.add(model));
    }

    @Test
    void findsAModelOnceItHasAChampion() {
        ModelDiscovery discovery = discovery(5, Set.of());
        discovery.look();
        assertThat(served).isEmpty();
        store.publish(NETWORK);
        discovery.look();
        assertThat(served).isEmpty();
        store.promote("flowers", NETWORK);
        discovery.look();
        discovery.look();
        assertThat(served).containsExactly("flowers");
    }

    @Test
    void findsNoMoreThanItMay() {
        for (String model : List.of("a", "b", "c")) {
            store.promote(model, NETWORK);
        }
        ModelDiscovery discovery = discovery(2, Set.of());
        discovery.look();
        discovery.look();
        assertThat(served).hasSize(2);
    }

    @Test
    void leavesModelsAloneThatAreServedAlready() {
        store.promote("a", NETWORK);
        store.promote("b", NETWORK);
        store.promote("demand-c", NETWORK);
        discovery(2, Set.of("a")).look();
        assertThat(served).containsExactly("b");
    }
}
