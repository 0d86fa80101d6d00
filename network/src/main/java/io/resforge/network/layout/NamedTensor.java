package io.resforge.network.layout;

import java.util.List;

/**
 * A tensor as the world outside sees it.
 *
 * @param name such as {@code stage1.block1.conv1.weight}
 * @param shape as PyTorch has it: kernels are {@code [out, in, height, width]}
 * @param values in row-major order of that shape
 */
public record NamedTensor(String name, List<Integer> shape, float[] values) {}
