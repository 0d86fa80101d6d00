package io.resforge.benchmarks.serving.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {

    @Test
    void countsASampleForItsDeepestKnownFrame() {
        // Given
        List<String> stacks = List.of(
                "[worker];java/lang/Thread.run;io/resforge/inference/batching/BatchWorker.run;ai/onnxruntime/OrtSession.run;MlasGemm 6",
                "[loop];io/netty/channel/nio/NioEventLoop.run;io/grpc/internal/ServerImpl.run;com/google/protobuf/Parser.parse 3",
                "[idle];something 1");
        // When
        Map<String, Double> shares = Layers.shares(stacks);
        // Then
        assertThat(shares)
                .containsExactly(
                        Map.entry("engine: ONNX Runtime", .6), Map.entry("protobuf", .3), Map.entry("other", .1));
    }
}
