package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.neuralnet.torchscript.Loss;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingBatchTest {

    private static final Graph GRAPH = Reference.graph("resnet8-v1");

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    @Test
    void anImageIsAtFirstNotMixed() {
        // Given
        TrainingBatch batch = new TrainingBatch(ImageShape.CIFAR, 2);
        // When, Then
        assertThat(batch.partners().get(1)).isZero();
        assertThat(batch.shares().get(1)).isEqualTo(1f);
        assertThat(batch.shares().capacity()).isEqualTo(2);
    }

    @Test
    void aStepTakesWhatWasStagedAndOnlyOnce() {
        // Given
        TrainingBatch batch = Reference.mixedBatch();
        try (TrainableNetwork network =
                TrainableNetwork.of(GRAPH, Reference.weights(GRAPH), Precision.FP32, new Loss(0, true))) {
            float[] unstaged = gradient(network, batch);
            NDManager manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
            // When
            batch.stage(manager);
            float[] staged = gradient(network, batch);
            // Then
            assertThat(staged).isEqualTo(unstaged);
            assertThat(manager.isOpen()).isFalse();
            assertThat(gradient(network, batch)).isEqualTo(unstaged);
        }
    }

    @Test
    void sayingHowManyImagesThereAreDropsWhatWasStaged() {
        // Given
        TrainingBatch batch = Reference.batch();
        NDManager manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
        batch.stage(manager);
        // When
        batch.setCount(3);
        // Then
        assertThat(manager.isOpen()).isFalse();
        try (TrainableNetwork network =
                TrainableNetwork.of(GRAPH, Reference.weights(GRAPH), Precision.FP32, Loss.plain())) {
            network.step(batch, 0).close();
            assertThat(network.takeTally().images()).isEqualTo(3);
        }
    }

    @Test
    void stagingDoesNothingOnTheCpu() {
        // Given
        TrainingBatch batch = Reference.batch();
        try (TrainableNetwork network =
                TrainableNetwork.of(GRAPH, Reference.weights(GRAPH), Precision.FP32, Loss.plain())) {
            float[] before = gradient(network, batch);
            // When
            batch.stage();
            // Then
            assertThat(gradient(network, batch)).isEqualTo(before);
        }
    }

    @Test
    void aBatchOfImagesOnTheDeviceSaysOnlyWhereTheirPixelsComeFrom() {
        // Given two grey images of 2×2 pixels
        byte[] pixels = {10, 20, 30, 40, 50, 60, 70, 80};
        Normaliser plain = new Normalisation.None().normaliser(new ImageShape(1, 2, 2));
        try (DeviceImages device = new DeviceImages(pixels, plain, 1);
                NDManager manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device())) {
            TrainingBatch batch = new TrainingBatch(device, 3);
            // When: the second with its rows exchanged, the first moved to the right and its lower right pixel blank
            batch.places().put(new int[] {1, 1, 0, 0, 1, 0, 0, 0, 0}).put(new int[] {0, 0, 1, -1, 0, 0, 1, 0, 1});
            batch.setCount(2);
            // Then
            NDArray images = batch.take(manager, false).get(TrainingBatch.IMAGES);
            assertThat(images.getShape()).isEqualTo(new Shape(2, 1, 2, 2));
            assertThat(images.toFloatArray()).containsExactly(70, 80, 50, 60, 0, 10, 0, 0);
            assertThatIllegalStateException().isThrownBy(batch::pixels).withMessageContaining("on the device");
            assertThatIllegalStateException().isThrownBy(() -> Reference.batch().places());
        }
    }

    @Test
    void refusesRoomForNoImageAndMoreImagesThanItHasRoomFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TrainingBatch(ImageShape.CIFAR, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainingBatch(ImageShape.CIFAR, 4).setCount(5))
                .withMessage("a batch must hold from 1 to 4 images, was 5");
    }

    private static float[] gradient(TrainableNetwork network, TrainingBatch batch) {
        try (TrainingStep step = network.step(batch, 0)) {
            return step.gradient().toFloatArray();
        }
    }
}
