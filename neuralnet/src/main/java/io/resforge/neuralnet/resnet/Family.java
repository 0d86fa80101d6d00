package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Architecture.LayerOrder;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;
import io.resforge.neuralnet.resnet.Architecture.Stem;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How the blocks of a network are built. */
public enum Family {
    /** Post-activation, two 3×3 convolutions a block, depth 6n+2 (arXiv 1512.03385, section 4.2). */
    V1("v1", 2, 16, LayerOrder.CONV_BN_RELU),
    /** Pre-activation bottlenecks of 1×1, 3×3 and 1×1, depth 9n+2 (arXiv 1603.05027; {@link Bottleneck} says how wide). */
    V2("v2", 3, 16, LayerOrder.BN_RELU_CONV),
    /** Pre-activation, two 3×3 convolutions a block, depth 6n+2 (arXiv 1603.05027). */
    V2_PLAIN("v2-plain", 2, 16, LayerOrder.BN_RELU_CONV),
    /** Post-activation, two 3×3 convolutions a block, as ResNet-18 but with a stem for small images: 64 channels, 3×3. */
    WIDE("wide", 2, 64, LayerOrder.CONV_BN_RELU),
    /** Three groups of two 3×3 convolutions behind a whitening stem, GELU and max pools, no shortcuts (arXiv 2404.00498). */
    SPEED("speed", 2, 64, LayerOrder.CONV_BN_RELU),
    /** The same with a shortcut past the second convolution of each group. */
    SPEED_RES("speed-res", 2, 64, LayerOrder.CONV_BN_RELU);

    /** Stages of a network that is named by its depth. */
    static final int STAGES_OF_A_DEPTH = 3;

    private final String label;
    private final int layersPerBlock;
    private final int firstChannels;
    private final LayerOrder usualOrder;

    Family(String label, int layersPerBlock, int firstChannels, LayerOrder usualOrder) {
        this.label = label;
        this.layersPerBlock = layersPerBlock;
        this.firstChannels = firstChannels;
        this.usualOrder = usualOrder;
    }

    /** As names have it, such as {@code v2-plain}. */
    String label() {
        return label;
    }

    /** The order of a layer where a name does not say it. */
    LayerOrder usualOrder() {
        return usualOrder;
    }

    /** Whether the family's blocks begin with batch norm and ReLU, whatever a name says. */
    boolean isPreActivation() {
        return this == V2 || this == V2_PLAIN;
    }

    /** Whether the family is that of {@link SpeedNetwork}. */
    boolean isSpeed() {
        return this == SPEED || this == SPEED_RES;
    }

    /** What reads the images where a name does not say it. */
    Stem usualStem() {
        return isSpeed() ? Stem.WHITENED : Stem.CONVOLUTION;
    }

    /** The constants of batch norms where a name does not say them. */
    NormConstants usualNorm() {
        return isSpeed() ? NormConstants.AIRBENCH : NormConstants.PYTORCH;
    }

    /** The stem's channels, doubled from stage to stage; those of arXiv 2404.00498 in its networks. */
    List<Integer> usualChannels(int stages) {
        if (isSpeed()) {
            return List.of(firstChannels, 4 * firstChannels, 4 * firstChannels);
        }
        return IntStream.range(0, stages)
                .map(stage -> firstChannels << stage)
                .boxed()
                .toList();
    }

    /** Weighted layers on the longest path: those of the blocks, the stem and the dense layer. */
    long depth(List<Integer> blocks) {
        return layersPerBlock * blocks.stream().mapToLong(Integer::longValue).sum() + 2;
    }

    /** Blocks of each of three stages in a network of this depth. */
    int blocksPerStage(int depth) {
        int step = STAGES_OF_A_DEPTH * layersPerBlock;
        if (depth < step + 2 || (depth - 2) % step != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a %s network has depth %dn+2, such as %d, %d or %d; it cannot have depth %d",
                    label,
                    step,
                    step + 2,
                    2 * step + 2,
                    3 * step + 2,
                    depth));
        }
        return (depth - 2) / step;
    }
}
