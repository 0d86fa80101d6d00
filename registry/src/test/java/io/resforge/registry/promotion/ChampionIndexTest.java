package io.resforge.registry.promotion;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.checkpoint.Checkpoints;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChampionIndexTest {

    private final MemoryStore store = new MemoryStore();
    private final Clock clock = Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC);
    private final Promotions promotions = new Promotions(store, clock);
    private final ChampionIndex index = new ChampionIndex(store);

    @Test
    void tellsTheNewestPromotionOfEachModelByOneKey() {
        Checkpoints checkpoints = new Checkpoints(store, clock);
        checkpoints.publish(draft(.8), weights(1));
        checkpoints.publish(draft(.9), weights(2));
        assertThat(index.newest()).isEmpty();
        // When
        promotions.promote(MODEL, "1", "a test", "ada");
        promotions.promote(MODEL, "2", "a test", "ada");
        promotions.rollback(MODEL, "a test", "ada");
        // Then
        assertThat(index.newest()).isEqualTo(Map.of(MODEL, 3L));
        assertThat(store.list("models/_promoted/")).containsExactly("models/_promoted/" + MODEL + ".00000003");
        assertThat(checkpoints.models()).containsExactly(MODEL);
    }

    @Test
    void theHighestNumberCountsOfWhatWasLeftBehind() {
        store.put("models/_promoted/a.00000002", new byte[0]);
        store.put("models/_promoted/a.00000010", new byte[0]);
        store.put("models/_promoted/README", new byte[0]);
        assertThat(index.newest()).isEqualTo(Map.of("a", 10L));
    }
}
