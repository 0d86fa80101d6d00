package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.engine.EngineRankings.EngineRanking;
import io.resforge.inference.engine.EngineRankings.EngineRankingKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineRankingsTest {

    private static final EngineRanking ONNX = new EngineRanking(List.of(List.of(EngineKind.ONNX)));

    @TempDir
    private Path folder;

    @Test
    void keepsWhatTwoProcessesMeasureOneAfterTheOther() {
        // Given
        EngineRankings one = new EngineRankings(folder);
        EngineRankings other = new EngineRankings(folder);
        assertThat(one.latest()).isEmpty();
        assertThat(other.latest()).isEmpty();
        // When
        one.remember(key("resnet20-v1"), ONNX);
        other.remember(key("resnet56-v1"), ONNX);
        // Then
        EngineRankings later = new EngineRankings(folder);
        assertThat(later.find(key("resnet20-v1"))).contains(ONNX);
        assertThat(later.find(key("resnet56-v1"))).contains(ONNX);
    }

    private static EngineRankingKey key(String architecture) {
        return new EngineRankingKey(architecture, "3×32×32", 10, 32, "cpu", List.of(), Map.of("onnx", "1"));
    }
}
