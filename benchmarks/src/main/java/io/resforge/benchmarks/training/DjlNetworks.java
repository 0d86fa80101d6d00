package io.resforge.benchmarks.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** The benchmarks' three networks in DJL's own blocks: the same layers, shapes and parameters as ours. */
final class DjlNetworks {

    private static final int CLASSES = 10;

    private DjlNetworks() {}

    static Block of(String name) {
        return switch (name) {
            case "resnet20-v1" -> postActivation(List.of(16, 32, 64), 3, false);
            case "resnet29-v2" -> preActivation(3);
            case "wide-1-1-1-1" -> postActivation(List.of(64, 128, 256, 512), 1, true);
            default -> throw new IllegalArgumentException("not written in DJL's blocks: " + name);
        };
    }

    private static Block postActivation(List<Integer> channels, int blocks, boolean normShortcut) {
        SequentialBlock net = sequence(convolution(channels.getFirst(), 3, 1), norm(), relu());
        int inputs = channels.getFirst();
        for (int stage = 0; stage < channels.size(); stage++) {
            for (int block = 0; block < blocks; block++) {
                int outputs = channels.get(stage);
                int stride = stage > 0 && block == 0 ? 2 : 1;
                SequentialBlock branch =
                        sequence(convolution(outputs, 3, stride), norm(), relu(), convolution(outputs, 3, 1), norm());
                net.add(sum(branch, stride == 1 && inputs == outputs ? null : shortcut(outputs, stride, normShortcut)));
                net.add(relu());
                inputs = outputs;
            }
        }
        return withHead(net);
    }

    private static Block preActivation(int blocks) {
        SequentialBlock net = sequence(convolution(16, 3, 1), norm(), relu());
        for (int stage = 0; stage < 3; stage++) {
            int outputs = 64 << stage;
            int width = stage == 0 ? 16 : outputs / 2;
            for (int block = 0; block < blocks; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                SequentialBlock branch = stage == 0 && block == 0 ? new SequentialBlock() : sequence(norm(), relu());
                branch.addAll(
                        convolution(width, 1, stride),
                        norm(),
                        relu(),
                        convolution(width, 3, 1),
                        norm(),
                        relu(),
                        convolution(outputs, 1, 1));
                net.add(sum(branch, block == 0 ? convolution(outputs, 1, stride) : null));
            }
        }
        return withHead(net.add(norm()).add(relu()));
    }

    private static Block shortcut(int channels, int stride, boolean normed) {
        Block convolution = convolution(channels, 1, stride);
        return normed ? sequence(convolution, norm()) : convolution;
    }

    /** A branch and a shortcut added; no shortcut stands for the identity. */
    private static Block sum(Block branch, Block shortcut) {
        return new ParallelBlock(
                both -> new NDList(
                        both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow())),
                List.of(branch, shortcut == null ? Blocks.identityBlock() : shortcut));
    }

    private static Block withHead(SequentialBlock net) {
        return net.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(CLASSES).build());
    }

    private static Block convolution(int channels, int kernel, int stride) {
        return Conv2d.builder()
                .setFilters(channels)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optBias(false)
                .build();
    }

    private static Block norm() {
        return BatchNorm.builder().build();
    }

    private static Block relu() {
        return Activation.reluBlock();
    }

    private static SequentialBlock sequence(Block... blocks) {
        return new SequentialBlock().addAll(blocks);
    }
}
