package io.resforge.neuralnet.drawing;

import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Summary.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes that belong together, such as a block, and how often they are repeated.
 *
 * @param key such as {@code stage2.block1}: its column, then its own name
 * @param nodes in the order in which they are computed; those of the first where equal ones follow
 * @param layers what the summary says about each node
 * @param times how many equal ones follow each other, at least 1
 */
record Card(String key, List<Node> nodes, List<Layer> layers, int times) {

    Card {
        nodes = List.copyOf(nodes);
        layers = List.copyOf(layers);
    }

    /** The column that it stands in, such as {@code stage2}. */
    String column() {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    /** Trained numbers of one. */
    long parameters() {
        return layers.stream().mapToLong(Layer::parameters).sum();
    }

    Card repeated(int count) {
        return new Card(key, nodes, layers, count);
    }

    /** Whether another one computes the same from what is computed before it. */
    boolean isLike(Card other) {
        return column().equals(other.column()) && shape().equals(other.shape());
    }

    private List<String> shape() {
        List<String> shape = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            int first = nodes.getFirst().index();
            List<Integer> inputs =
                    node.inputs().stream().map(input -> input - first).toList();
            shape.add(layers.get(i).kind() + " " + layers.get(i).output() + " " + inputs);
        }
        return shape;
    }
}
