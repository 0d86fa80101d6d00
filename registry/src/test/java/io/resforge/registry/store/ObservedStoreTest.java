package io.resforge.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An observed store is a store like any other, and tells what it is asked. */
class ObservedStoreTest extends ObjectStoreContract {

    private final List<String> calls = new ArrayList<>();
    private MemoryStore store = new MemoryStore();

    @Override
    protected ObjectStore emptyStore() {
        store = new MemoryStore();
        return reopened();
    }

    @Override
    protected ObjectStore reopened() {
        return ObservedStore.of(store, (operation, failed, nanos) -> {
            synchronized (calls) {
                calls.add(operation + (failed ? " failed" : "") + (nanos < 0 ? " before it began" : ""));
            }
        });
    }

    @Override
    protected void loseStore() {
        store.lose();
    }

    @Test
    void tellsOfEachCallAndWhetherItFailed() {
        ObjectStore observed = reopened();
        // When
        observed.put("a", new byte[1]);
        observed.get("b");
        store.lose();
        // Then
        assertThatThrownBy(() -> observed.list("")).isInstanceOf(StoreFailure.class);
        assertThat(calls).containsExactly("put", "get", "list failed");
    }

    @Test
    void losesNothingByAnObserverThatFails() {
        // Given
        store.put("a", new byte[] {7});
        ObjectStore observed = ObservedStore.of(store, (operation, failed, nanos) -> {
            throw new StackOverflowError();
        });
        // Then
        assertThat(observed.get("a")).contains(new byte[] {7});
        store.lose();
        assertThatThrownBy(() -> observed.list("")).isInstanceOf(StoreFailure.class);
    }

    @Test
    void tellsNothingOfAQuestionThatNeedsNoStore() {
        assertThat(reopened().toString()).isEqualTo(store.toString());
        assertThat(calls).isEmpty();
    }
}
