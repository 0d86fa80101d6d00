package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Evaluation.Evaluator.MirrorImages;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SixViewsTest {

    private static final LabelledImages DIGITS =
            new LabelledImages(new ImageShape(1, 3, 3), new byte[] {11, 12, 13, 21, 22, 23, 31, 32, 33}, new int[] {0});

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(2);
    }

    @Test
    void whatMovesInIsTheMirrorImage() {
        assertThat(SixViews.moved(DIGITS, 1).pixels()).containsExactly(22, 21, 22, 12, 11, 12, 22, 21, 22);
        assertThat(SixViews.moved(DIGITS, -1).pixels()).containsExactly(22, 23, 22, 32, 33, 32, 22, 23, 22);
    }

    @Test
    void theViewsInPlaceCountForOneHalf() throws InterruptedException {
        // Given
        LabelledImages images = StripedImages.images(2, 2, 1);
        Graph graph = Architecture.parse("speed:channels=4-8-8").graph(images.shape(), 2);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(graph), 3);
        Normalisation normalisation =
                new Normalisation.MeanDeviation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            Evaluation plain = Evaluation.of(classifier, images, 2);
            Evaluation mirrored = Evaluation.of(classifier, MirrorImages.of(images), 2);
            double sum = 0;
            for (int by : new int[] {1, -1}) {
                LabelledImages moved = SixViews.moved(images, by);
                sum += Evaluation.of(classifier, moved, 2).logits()[5];
                sum += Evaluation.of(classifier, MirrorImages.of(moved), 2).logits()[5];
            }
            // When
            Evaluation six = SixViews.of(classifier, 2, plain.averagedWith(mirrored));
            // Then
            double expected = (plain.logits()[5] + mirrored.logits()[5]) / 4 + sum / 8;
            assertThat((double) six.logits()[5]).isCloseTo(expected, within(1e-5));
            assertThat(six.logits()).isNotEqualTo(plain.averagedWith(mirrored).logits());
        }
    }
}
