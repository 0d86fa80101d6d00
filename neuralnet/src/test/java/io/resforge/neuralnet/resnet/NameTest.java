package io.resforge.neuralnet.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Architecture.LayerOrder;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;
import io.resforge.neuralnet.resnet.Architecture.Shortcut;
import io.resforge.neuralnet.resnet.Architecture.Stem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet110-v2-plain",
                "wide-1-1-1-1",
                "wide-3",
                "resnet20-v1:shortcut=padding",
                "resnet20-v1:channels=32-64-128,shortcut=padding,order=bn-relu-conv",
                "resnet-v1:blocks=3-4-6-3",
                "resnet-v1:blocks=1-1-1-1-1-1,channels=8-8-8-8-8-8",
                "resnet-v2:blocks=2-3,channels=16-24",
                "wide-2-2-2-2:order=bn-relu-conv",
                "speed",
                "wide-2-2-2-2:stem=whitened",
                "speed-res",
                "speed-res:channels=32-64-64,norm=pytorch",
                "resnet20-v1:norm=airbench"
            })
    void theShortestNameOfANetworkIsReadAndWrittenAsItIs(String name) {
        assertThat(Architecture.parse(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "resnet-v1:blocks=3-3-3                       > resnet20-v1",
                "resnet-v2:blocks=3-3-3                       > resnet29-v2",
                "resnet20-v1:channels=16-32-64                > resnet20-v1",
                "resnet20-v1:order=conv-bn-relu               > resnet20-v1",
                "resnet29-v2:order=bn-relu-conv               > resnet29-v2",
                "resnet20-v1:shortcut=projection              > resnet20-v1",
                "resnet20-v1:order=bn-relu-conv,shortcut=padding > resnet20-v1:shortcut=padding,order=bn-relu-conv",
                "wide-01-1:channels=64-128                    > wide-1-1",
                "resnet29-v2:bottleneck=keras,norm=pytorch    > resnet29-v2",
                "speed:channels=64-256-256,norm=airbench,stem=whitened > speed",
                "wide-1-1:stem=convolution                    > wide-1-1",
                "resnet29-v2:norm=keras,bottleneck=paper      > resnet29-v2:bottleneck=paper,norm=keras"
            })
    void leavesOutWhatIsUsual(String written, String name) {
        assertThat(Architecture.parse(written).name()).isEqualTo(name);
        assertThat(Architecture.parse(written)).isEqualTo(Architecture.parse(name));
    }

    @Test
    void aNameSaysStagesAndOrder() {
        // When
        Architecture architecture = Architecture.parse("resnet-v1:blocks=1-2,order=bn-relu-conv");
        // Then
        assertThat(architecture)
                .isEqualTo(new Architecture(
                        Family.V1,
                        List.of(1, 2),
                        List.of(16, 32),
                        Shortcut.PROJECTION,
                        LayerOrder.BN_RELU_CONV,
                        Bottleneck.KERAS,
                        NormConstants.PYTORCH,
                        Stem.CONVOLUTION));
        assertThat(architecture.depth()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "resnet20-v1:shortcuts=padding > no option 'shortcuts', did you mean shortcut? Allowed are blocks, channels,",
                "resnet20-v1:chanels=16-32-64  > did you mean channels?",
                "resnet20-v1:shortcut=a        > shortcut is projection or padding, was 'a'",
                "resnet20-v1:bottleneck=paper  > a v1 network has no bottlenecks; bottleneck=paper goes with v2",
                "resnet20-v1:stem=whitened     > the stem of a v1 network is convolution; stem=whitened goes with wide",
                "speed:stem=convolution        > the stem of a speed network is whitened; stem=convolution goes with wide",
                "wide-1:stem=whitened,shortcut=padding > goes with shortcut=projection",
                "resnet20-v1:norm=jax          > norm is pytorch or keras or airbench, was 'jax'",
                "resnet20-v1:order=relu        > order is conv-bn-relu or bn-relu-conv, was 'relu'",
                "resnet20-v1:shortcut          > options of an architecture are key=value, such as shortcut=padding",
                "resnet20-v1:                  > are key=value, such as shortcut=padding, was ''",
                "resnet20-v1:order=conv-bn-relu,order=conv-bn-relu > is given once, but order twice",
                "resnet20-v1:blocks=3-3-3      > either a depth or blocks, such as resnet-v1:blocks=3-3-3",
                "resnet-v2-plain               > needs a depth, such as resnet20-v2-plain has, or blocks, such as",
                "resnet-v2                     > needs a depth, such as resnet20-v2 has, or blocks",
                "wide-1-1:blocks=1-1           > a wide network has its blocks in its name",
                "resnet-v1:blocks=3,3          > options of an architecture are key=value",
                "resnet-v1:blocks=3-x          > blocks are one number a stage, such as 3-3-3, each below 10,000, was '3-x'",
                "resnet20-v1:channels=16-32    > must name the same number of stages, were 3 and 2",
                "resnet-v1:blocks=3-0-3        > each stage has at least 1 block, was [3, 0, 3]",
                "resnet-v1:blocks=1-1-1-1-1-1-1 > a network has 1 to 6 stages, was 7",
                "resnet-v1:blocks=5000         > a network has at most 9999 layers, was 10002",
                "resnet20-v1:channels=16-0-64  > a stage has 1 to 4096 channels, was [16, 0, 64]",
                "resnet20-v1:channels=16-32-5000 > a stage has 1 to 4096 channels",
                "resnet20-v1:channels=32-16-8,shortcut=padding > shortcut=padding can only add channels",
                "resnet29-v2:order=conv-bn-relu > a v2 network is pre-activation, so its order is bn-relu-conv",
                "speed:blocks=2-2-2            > a speed network has three groups of one block each, so the option blocks",
                "speed:shortcut=padding        > a speed network has neither projections nor another order of layers",
                "speed-res:order=bn-relu-conv  > a speed-res network has neither projections nor another order",
                "speed:bottleneck=paper        > a speed network has no bottlenecks",
                "speed:channels=64-256         > must name the same number of stages, were 3 and 2",
                "speed-v2                      > wide-1-1-1-1, speed and speed-res",
                "resnet22-v2-plain             > a v2-plain network has depth 6n+2, such as 8, 14 or 20; it cannot have"
            })
    void saysWhichRuleANameBreaks(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.parse(name))
                .withMessageContaining(reason);
    }
}
