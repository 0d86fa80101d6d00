package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.resforge.inference.engine.EngineCheck.EngineCandidate;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.neuralnet.onnx.OnnxLibrary;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.registry.checkpoint.Manifest;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime with bytes, with a tiny network. */
class Int8EngineTest {

    private static final TinyNetwork NETWORK = TinyNetwork.of(1);

    @TempDir
    private static Path folder;

    private static final List<List<Float>> logits = new ArrayList<>();

    private static OnnxBackend backend;
    private static ActivationRanges ranges;

    @BeforeAll
    static void prepare() throws OrtException {
        OnnxBackend fp32 = new OnnxBackend(new OnnxLibrary(folder), 4, 2);
        fp32.start();
        backend = fp32.withBytes(.2);
        quantise();
    }

    @BeforeEach
    void onlyWhereBytesAreMultiplied() {
        assumeThat(Processor.current().hasByteProducts())
                .as("the processor has VNNI")
                .isTrue();
    }

    @Test
    void computesWithBytesWhatIsNearlyTheSame() throws EngineCheckFailed {
        // Given
        float[] expected = NETWORK.logits(TinyNetwork.pixels(7));
        // When
        try (Engine engine = candidate(form(.9, .9)).loadTried(List.of(1, 2, 4))) {
            float[] logits = engine.logits(TinyNetwork.pixels(7), 1);
            // Then
            assertThat(engine.name()).isEqualTo("onnx-int8");
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(expected[i], within(.3f));
            }
            assertThat(logits).isNotEqualTo(expected);
            assertThat(engine.features(TinyNetwork.pixels(7), 1)).hasSize(64);
        }
    }

    @Test
    void takesOnlyWhatTellsHowAndLosesLittle() {
        assertThat(backend.takes(NETWORK.draft())).isFalse();
        assertThat(backend.takes(NETWORK.draft().withInt8(form(.9, .898)))).isTrue();
        assertThat(backend.takes(NETWORK.draft().withInt8(form(.9, .897)))).isFalse();
        assertThat(backend.takes(NETWORK.draft().withInt8(form(.9, .95)))).isTrue();
    }

    @Test
    void refusesOtherLogitsThanThePublisherGot() {
        Int8Form wrong = withLogits(Collections.nCopies(3, Collections.nCopies(10, 5f)));

        assertThatThrownBy(() -> candidate(wrong).loadTried(List.of(1)))
                .isInstanceOfSatisfying(EngineCheckFailed.class, unfit -> assertThat(unfit.reason())
                        .isEqualTo(EngineCheckFailed.Reason.GOLDEN));
    }

    @Test
    void aVersionWhoseRangesDoNotFitIsLeftToOthers() {
        Int8Form odd = new Int8Form(
                List.of(0f), List.of(1f), 1, 1, .9, .9, 1, form(.9, .9).goldenLogits());

        assertThatThrownBy(() -> candidate(odd).loadTried(List.of(1)))
                .isInstanceOfSatisfying(EngineCheckFailed.class, unfit -> assertThat(unfit.reason())
                        .isEqualTo(EngineCheckFailed.Reason.FAILURE))
                .hasMessageContaining("there are ranges for 1");
    }

    private static EngineCandidate candidate(Int8Form form) {
        Manifest manifest = NETWORK.draft().withInt8(form);
        return new EngineCandidate(backend, new Checkpoint(manifest, NETWORK.weights(), Optional.empty()), () -> {});
    }

    private static Int8Form form(double fp32Accuracy, double accuracy) {
        return new Int8Form(ranges.lows(), ranges.highs(), 3, 100, fp32Accuracy, accuracy, .99, logits);
    }

    private static Int8Form withLogits(List<List<Float>> others) {
        return new Int8Form(ranges.lows(), ranges.highs(), 3, 100, .9, .9, .99, others);
    }

    /** As a publisher finds it out, of the golden images. */
    private static void quantise() throws OrtException {
        Manifest draft = NETWORK.draft();
        Graph graph = ServingNetworks.graph(draft);
        List<Float> lows = new ArrayList<>();
        List<Float> highs = new ArrayList<>();
        try (OrtSession session = session(OnnxModel.withRanges(graph, NETWORK.weights(), draft.normalisation()));
                OnnxTensor images = images(draft);
                OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images))) {
            for (int node = 0; node < OnnxModel.nodes(graph); node++) {
                lows.add(number(result, OnnxModel.LOW + node));
                highs.add(number(result, OnnxModel.HIGH + node));
            }
        }
        ranges = new ActivationRanges(lows, highs);
        byte[] int8 = OnnxModel.quantised(graph, NETWORK.weights(), draft.normalisation(), ranges, Map.of());
        try (OrtSession session = session(int8);
                OnnxTensor images = images(draft);
                OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images))) {
            FloatBuffer numbers = ((OnnxTensor) result.get(OnnxModel.OUTPUT).orElseThrow()).getFloatBuffer();
            for (int image = 0; image < draft.golden().size(); image++) {
                List<Float> row = new ArrayList<>();
                for (int i = 0; i < graph.classes(); i++) {
                    row.add(numbers.get());
                }
                logits.add(row);
            }
        }
    }

    private static OrtSession session(byte[] file) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(file);
    }

    private static OnnxTensor images(Manifest draft) throws OrtException {
        ByteBuffer pixels = ByteBuffer.allocateDirect(draft.golden().size() * ImageShape.CIFAR.bytes());
        draft.golden().forEach(image -> pixels.put(image.pixels()));
        long[] shape = {draft.golden().size(), 32, 32, 3};
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), pixels.flip(), shape, OnnxJavaType.UINT8);
    }

    private static float number(OrtSession.Result result, String name) {
        return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer().get(0);
    }
}
