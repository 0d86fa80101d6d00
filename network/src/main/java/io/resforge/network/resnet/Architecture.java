package io.resforge.network.resnet;

import io.resforge.network.graph.Graph;
import io.resforge.network.image.ImageShape;

/** A residual network by family and depth, such as {@code resnet20-v1}. */
public record Architecture(Family family, int depth) {

    /** How the blocks are built. */
    public enum Family {
        /** Post-activation, two 3×3 convolutions a block, depth 6n+2 (arXiv 1512.03385). */
        V1,
        /** Pre-activation bottlenecks, depth 9n+2 (arXiv 1603.05027). */
        V2
    }

    /**
     * Reads a name such as {@code resnet20-v1}.
     *
     * @throws IllegalArgumentException if no such network can be built; the message says which rule it breaks
     */
    public static Architecture parse(String name) {
        throw new UnsupportedOperationException();
    }

    /** The name that {@link #parse} reads. */
    public String name() {
        throw new UnsupportedOperationException();
    }

    /** The network for images of this shape and this many classes. */
    public Graph graph(ImageShape image, int classes) {
        throw new UnsupportedOperationException();
    }
}
