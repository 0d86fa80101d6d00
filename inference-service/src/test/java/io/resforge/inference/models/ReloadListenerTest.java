package io.resforge.inference.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.ReloadEvent.NothingPromoted;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadListenerTest {

    @Test
    void tellsTheOthersWhenOneFails() {
        // Given
        List<ReloadEvent> told = new ArrayList<>();
        ReloadListener tell = (model, event) -> told.add(event);
        ReloadListener broken = (model, event) -> {
            throw new IllegalStateException("this listener is broken on purpose");
        };
        // When
        ReloadListener.all(tell, broken, tell).on("cifar10", new NothingPromoted());
        // Then
        assertThat(told).containsExactly(new NothingPromoted(), new NothingPromoted());
    }
}
