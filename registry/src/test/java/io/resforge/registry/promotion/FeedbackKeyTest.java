package io.resforge.registry.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.json.DamagedObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedbackKeyTest {

    private final MemoryStore store = new MemoryStore();

    @Test
    void isMadeOnceAndTheSameForAllWhoAskAtOnce() throws Exception {
        try (ExecutorService servers = Executors.newFixedThreadPool(8)) {
            List<Future<byte[]>> keys = IntStream.range(0, 8)
                    .mapToObj(server -> servers.submit(() -> FeedbackKey.obtain(store)))
                    .toList();
            for (Future<byte[]> key : keys) {
                assertThat(key.get()).hasSize(32).isEqualTo(keys.getFirst().get());
            }
        }
        assertThat(FeedbackKey.obtain(new MemoryStore())).isNotEqualTo(FeedbackKey.obtain(store));
    }

    @Test
    void tellsOfADamagedOneWithoutQuotingIt() {
        store.put("keys/feedback", "this is secret".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> FeedbackKey.obtain(store))
                .isInstanceOf(DamagedObject.class)
                .hasMessage("the stored object keys/feedback is damaged: it must be 64 hexadecimal digits")
                .hasNoCause();
    }
}
