package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankingsTest {

    private static final Ranking ONNX = new Ranking(List.of(List.of(EngineKind.ONNX)));

    @TempDir
    private Path folder;

    @Test
    void keepsWhatTwoProcessesMeasureOneAfterTheOther() {
        // Given
        Rankings one = new Rankings(folder);
        Rankings other = new Rankings(folder);
        assertThat(one.latest()).isEmpty();
        assertThat(other.latest()).isEmpty();
        // When
        one.remember(key("resnet20-v1"), ONNX);
        other.remember(key("resnet56-v1"), ONNX);
        // Then
        Rankings later = new Rankings(folder);
        assertThat(later.find(key("resnet20-v1"))).contains(ONNX);
        assertThat(later.find(key("resnet56-v1"))).contains(ONNX);
    }

    private static RankingKey key(String architecture) {
        return new RankingKey(architecture, "3×32×32", 10, 32, "cpu", List.of(), Map.of("onnx", "1"));
    }
}
