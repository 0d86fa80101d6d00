package io.resforge.training.tuning;

import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.training.recipe.InvalidRecipe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The layers whose parameters stay as they are. Their batch norms still normalise by each batch, and their running statistics follow
 * the images, as those of PyTorch's parameters without gradient do: what is frozen is what the optimizer would move.
 */
public final class Frozen {

    private final ParameterLayout layout;
    private final List<String> layers;

    /**
     * @param layers what names begin with: {@code stem}, {@code stage1} or {@code stage1.block2}
     * @throws InvalidRecipe if the network has none of that name, or none is left to train
     */
    public Frozen(ParameterLayout layout, List<String> layers) {
        this.layout = layout;
        this.layers = layers;
        for (String layer : layers) {
            if (layout.parameters().stream().noneMatch(slot -> isOf(slot, layer))) {
                throw new InvalidRecipe(
                        "freeze",
                        String.format(
                                Locale.ROOT,
                                "freeze must name layers of the network, such as %s; it has no '%s'",
                                parts(),
                                layer));
            }
        }
        if (layout.parameters().stream().allMatch(this::holds)) {
            throw new InvalidRecipe("freeze", "freeze must leave something to train, was all of " + layers);
        }
    }

    /** 1 for each parameter that is trained and 0 for the others; empty if all are. */
    public Optional<float[]> trainedMask() {
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        float[] ones = new float[layout.parameterCount()];
        Arrays.fill(ones, 1);
        return Optional.of(without(ones));
    }

    /** A mask with 0 for each frozen parameter. */
    public float[] without(float[] mask) {
        float[] copy = mask.clone();
        layout.parameters().stream()
                .filter(this::holds)
                .forEach(slot -> Arrays.fill(copy, slot.offset(), slot.offset() + slot.length(), 0));
        return copy;
    }

    private boolean holds(TensorSlot slot) {
        return layers.stream().anyMatch(layer -> isOf(slot, layer));
    }

    private static boolean isOf(TensorSlot slot, String layer) {
        return slot.name().startsWith(layer + ".");
    }

    private String parts() {
        return String.join(
                ", ",
                layout.parameters().stream()
                        .map(slot -> slot.name().substring(0, slot.name().indexOf('.')))
                        .distinct()
                        .toList());
    }
}
