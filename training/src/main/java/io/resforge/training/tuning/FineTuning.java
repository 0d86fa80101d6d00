package io.resforge.training.tuning;

import static java.util.stream.Collectors.toMap;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.Dataset.DatasetOutline;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A trained network that another's training begins with. For the same classes it goes on as it is; for others its body is taken over,
 * and the dense layer is drawn anew. The size of the images may differ, since no tensor depends on it.
 *
 * @param architecture that was trained
 * @param image what it was trained on
 * @param labels the classes that it tells apart, in order
 * @param weights of it
 */
public record FineTuning(Architecture architecture, ImageShape image, List<String> labels, Weights weights) {

    public FineTuning {
        labels = List.copyOf(labels);
    }

    /** Whether the dense layer must be drawn anew for these classes. */
    public boolean needsNewHead(List<String> classes) {
        return !labels.equals(classes);
    }

    /**
     * The weights that training begins with.
     *
     * @param to architecture to be trained
     * @param shape of its images
     * @param classes that it shall tell apart
     * @param seed where a new dense layer comes from
     * @throws IllegalArgumentException if it is another architecture; the message names the first tensor that differs
     */
    public Weights begin(Architecture to, ImageShape shape, List<String> classes, long seed) {
        objection(architecture, image, to, shape).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        if (!needsNewHead(classes)) {
            return weights;
        }
        Graph graph = to.graph(shape, classes.size());
        ParameterLayout layout = ParameterLayout.of(graph);
        ParameterLayout trained = ParameterLayout.of(architecture.graph(image, labels.size()));
        List<NamedTensor> tensors = new ArrayList<>();
        trained.split(weights).stream()
                .filter(tensor -> !isOfHead(graph, tensor.name()))
                .forEach(tensors::add);
        layout.split(HeInitialisation.weights(layout, seed)).stream()
                .filter(tensor -> isOfHead(graph, tensor.name()))
                .forEach(tensors::add);
        return layout.join(tensors);
    }

    /**
     * Why the training of one architecture cannot begin with another's weights; empty if it can.
     *
     * @param fromImage what the other was trained on
     */
    public static Optional<String> objection(
            Architecture from, ImageShape fromImage, Architecture to, ImageShape toImage) {
        // The number of classes does not matter, since the body alone is compared.
        Optional<String> tensor = difference(body(from.graph(fromImage, 2)), body(to.graph(toImage, 2)));
        if (tensor.isEmpty() && from.equals(to)) {
            return Optional.empty();
        }
        String which = tensor.map(it -> "; the first tensor that differs is " + it)
                .orElse(", whose layers are in another order");
        return Optional.of(String.format(
                Locale.ROOT, "a %s cannot begin with the weights of a %s%s", to.name(), from.name(), which));
    }

    private static Optional<String> difference(List<TensorSlot> there, List<TensorSlot> here) {
        Map<String, TensorSlot> others = there.stream().collect(toMap(TensorSlot::name, Function.identity()));
        Map<String, TensorSlot> own = here.stream().collect(toMap(TensorSlot::name, Function.identity()));
        Stream<String> ours = here.stream()
                .filter(slot -> !others.containsKey(slot.name())
                        || !others.get(slot.name()).shape().equals(slot.shape()))
                .map(slot -> others.containsKey(slot.name())
                        ? String.format(
                                Locale.ROOT,
                                "%s of shape %s, not %s",
                                slot.name(),
                                others.get(slot.name()).shape(),
                                slot.shape())
                        : slot.name() + ", which those weights lack");
        Stream<String> theirs = there.stream()
                .filter(slot -> !own.containsKey(slot.name()))
                .map(slot -> slot.name() + ", which only those weights have");
        return Stream.concat(ours, theirs).findFirst();
    }

    private static List<TensorSlot> body(Graph graph) {
        ParameterLayout layout = ParameterLayout.of(graph);
        return Stream.concat(layout.parameters().stream(), layout.statistics().stream())
                .filter(slot -> !isOfHead(graph, slot.name()))
                .toList();
    }

    private static boolean isOfHead(Graph graph, String tensor) {
        return graph.nodes().stream()
                .anyMatch(node -> node instanceof Node.Dense dense && tensor.startsWith(dense.name() + "."));
    }

    /** Whether a recipe can be trained on a data set, as far as that is known without reading images; checked before a run is accepted. */
    public static final class RecipeFit {

        private RecipeFit() {}

        /**
         * Checks.
         *
         * @throws InvalidDataset if the folder holds no data set, is plainly damaged, or has fewer images than the recipe asks for
         * @throws IllegalArgumentException if the network cannot be trained on such images, has not the layers that are to be frozen, or a
         *     step of augmentation does not fit the images
         */
        public static void check(Recipe recipe, Path folder) {
            DatasetOutline outline = Dataset.outline(folder);
            ImageShape shape = recipe.image().orElse(outline.shape());
            recipe.arch().requireTrainable(shape, outline.classes());
            Preparation.requireFits(recipe.augment(), shape);
            new Frozen(ParameterLayout.of(recipe.arch().graph(shape, outline.classes())), recipe.freeze());
            if (recipe.trainImages() > 0) {
                outline.requireSubset(recipe.trainImages());
            }
        }
    }
}
