package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A version that tells how it is computed with bytes. */
class Int8FileTest {

    private static final String FILE = "models/" + MODEL + "/versions/1/model.int8.onnx";
    private static final int NODES =
            OnnxModel.nodes(Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, 3));

    private final ObjectStore store = new MemoryStore();
    private final Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());

    @Test
    void hasTheFileBesideTheOthersAndTellsHowWellItDoes() {
        // When
        checkpoints.publish(draft(.9).withInt8(form(NODES)), weights(1));
        // Then
        Manifest manifest = checkpoints.fetch(MODEL, "1").manifest();
        assertThat(manifest.int8()).isEqualTo(form(NODES));
        assertThat(manifest.files().get(Manifest.ONNX_INT8))
                .isEqualTo(Digests.of(store.get(FILE).orElseThrow()));
        assertThat(checkpoints.download(MODEL, "1")).containsKey(Manifest.ONNX_INT8);
    }

    @Test
    void aVersionWithoutHasNoSuchFile() {
        checkpoints.publish(draft(.9), weights(1));

        assertThat(checkpoints.fetch(MODEL, "1").manifest().int8()).isNull();
        assertThat(store.get(FILE)).isEmpty();
    }

    @Test
    void aServersCopyLeavesTheFileOut() {
        // Given
        checkpoints.publish(draft(.9).withInt8(form(NODES)), weights(1));
        ObjectStore cache = new MemoryStore();
        // When
        checkpoints.copyTo(new Checkpoints(cache, Clock.systemUTC()), MODEL, "1");
        // Then
        assertThat(cache.get(FILE)).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checkpoints.publish(draft(.9).withInt8(form(3)), weights(1)))
                .withMessageContaining("there are ranges for 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> draft(.9)
                        .withInt8(new Int8Form(List.of(0f), List.of(1f), 1, 1, .5, .5, 1, List.of(List.of(1f)))))
                .withMessage("int8 must have 3 finite logits for each of the 1 golden images");
    }

    private static Int8Form form(int nodes) {
        return new Int8Form(
                Collections.nCopies(nodes, -1f),
                Collections.nCopies(nodes, 2f),
                1000,
                5000,
                .9,
                .899,
                .99,
                List.of(List.of(.1f, -2.5f, 0f)));
    }
}
