package io.resforge.neuralnet.graph;

import io.resforge.neuralnet.image.ImageShape;
import java.util.List;

/**
 * A network as data: immutable nodes in the order in which they are computed. The first is its only input, the last its logits; each
 * node between them is read by a later one. {@link GraphBuilder} makes it.
 */
public final class Graph {

    private final List<Node> nodes;
    private final int[] readers;

    Graph(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        this.readers = new int[nodes.size()];
        nodes.forEach(node -> node.inputs().forEach(input -> readers[input]++));
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** How many times the output of this node is read. */
    public int readers(int index) {
        return readers[index];
    }

    /** The images that this network takes. */
    public ImageShape image() {
        Features input = nodes.getFirst().output();
        return new ImageShape(input.channels(), input.height(), input.width());
    }

    /** Number of logits. */
    public int classes() {
        return nodes.getLast().output().channels();
    }

    /** Numbers of an image that the last layer reads: its features. */
    public int features() {
        return nodes.get(nodes.getLast().inputs().getFirst()).output().channels();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Graph graph && nodes.equals(graph.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return "Graph" + nodes;
    }
}
