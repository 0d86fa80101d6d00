package io.resforge.training.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FineTuningTest {

    private static final ImageShape SMALL = new ImageShape(3, 8, 8);
    private static final Architecture RESNET_8 = Architecture.parse("resnet8-v1");
    private static final List<String> PETS = List.of("cat", "dog", "frog");
    private static final FineTuning TRAINED =
            new FineTuning(RESNET_8, SMALL, PETS, HeInitialisation.weights(layout(SMALL, 3), 7));

    @Test
    void theSameClassesGoOnWithTheSameWeights() {
        assertThat(TRAINED.needsNewHead(PETS)).isFalse();
        assertThat(TRAINED.begin(RESNET_8, SMALL, PETS, 1)).isSameAs(TRAINED.weights());
    }

    @Test
    void otherClassesGetABodyThatIsTrainedAndAHeadThatIsNot() {
        List<String> cars = List.of("bus", "van", "lorry", "tram");

        Weights begun = TRAINED.begin(RESNET_8, SMALL, cars, 1);

        Map<String, NamedTensor> before = tensors(layout(SMALL, 3), TRAINED.weights());
        Map<String, NamedTensor> after = tensors(layout(SMALL, 4), begun);
        Map<String, NamedTensor> fresh = tensors(layout(SMALL, 4), HeInitialisation.weights(layout(SMALL, 4), 1));
        assertThat(after.get("stage2.block1.conv1.weight").values())
                .containsExactly(before.get("stage2.block1.conv1.weight").values());
        String head = layout(SMALL, 4).parameters().getLast().name().replace(".bias", ".weight");
        assertThat(after.get(head).shape().getFirst()).isEqualTo(4);
        assertThat(after.get(head).values()).containsExactly(fresh.get(head).values());
    }

    @Test
    void theSameClassesInAnotherOrderAreOthers() {
        assertThat(TRAINED.needsNewHead(PETS.reversed())).isTrue();
    }

    @Test
    void imagesMayHaveAnotherSize() {
        assertThat(TRAINED.begin(RESNET_8, ImageShape.CIFAR, PETS, 1)).isSameAs(TRAINED.weights());
    }

    @Test
    void anotherArchitectureIsRefusedWithTheFirstTensorThatDiffers() {
        assertRefused("resnet14-v1", "stage1.block2.conv1.weight, which those weights lack");
        assertRefused(
                "resnet8-v1:channels=16-32-48",
                "stage3.block1.conv1.weight of shape [64, 32, 3, 3], not [48, 32, 3, 3]");
        assertRefused(
                "resnet-v1:blocks=1-1,channels=16-32", "stage3.block1.conv1.weight, which only those weights have");
    }

    @Test
    void theSameTensorsInAnotherOrderOfLayersAreRefusedToo() {
        Architecture swapped = Architecture.parse("resnet8-v1:order=bn-relu-conv,shortcut=padding");
        Architecture padded = Architecture.parse("resnet8-v1:shortcut=padding");

        assertThat(FineTuning.objection(padded, SMALL, swapped, SMALL)).isPresent();
        assertThat(FineTuning.objection(padded, SMALL, padded, SMALL)).isEmpty();
    }

    @Test
    void imagesOfAnotherColourAreRefused() {
        assertThat(FineTuning.objection(RESNET_8, SMALL, RESNET_8, new ImageShape(1, 8, 8)))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("stem.conv.weight of shape [16, 3, 3, 3], not [16, 1, 3, 3]"));
    }

    private static void assertRefused(String name, String tensor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TRAINED.begin(Architecture.parse(name), SMALL, PETS, 1))
                .withMessageContainingAll("cannot begin with the weights of a resnet8-v1", tensor);
    }

    private static ParameterLayout layout(ImageShape image, int classes) {
        return ParameterLayout.of(RESNET_8.graph(image, classes));
    }

    private static Map<String, NamedTensor> tensors(ParameterLayout layout, Weights weights) {
        return layout.split(weights).stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
    }
}
