package io.resforge.network.resnet;

import io.resforge.network.graph.Graph;
import io.resforge.network.image.ImageShape;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A residual network by family and depth, such as {@code resnet20-v1}. */
public record Architecture(Family family, int depth) {

    /** How the blocks are built. */
    public enum Family {
        /** Post-activation, two 3×3 convolutions a block, depth 6n+2 (arXiv 1512.03385). */
        V1(6),
        /** Pre-activation bottlenecks, depth 9n+2 (arXiv 1603.05027). */
        V2(9);

        private final int layersPerBlock;

        Family(int layersPerBlock) {
            this.layersPerBlock = layersPerBlock;
        }

        private boolean has(int depth) {
            return depth >= layersPerBlock + 2 && depth <= DEEPEST && (depth - 2) % layersPerBlock == 0;
        }
    }

    private static final Pattern NAME = Pattern.compile("resnet(\\d{1,4})-v([12])");
    private static final int DEEPEST = 9999;

    public Architecture {
        Objects.requireNonNull(family, "family");
        if (!family.has(depth)) {
            int step = family.layersPerBlock;
            throw new IllegalArgumentException(
                    "a %s network has depth %dn+2, such as %d, %d or %d, and at most %d layers; it cannot have depth %d"
                            .formatted(label(family), step, step + 2, 2 * step + 2, 3 * step + 2, DEEPEST, depth));
        }
    }

    /**
     * Reads a name such as {@code resnet20-v1}.
     *
     * @throws IllegalArgumentException if no such network can be built; the message says which rule it breaks
     */
    public static Architecture parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("unknown architecture '" + name
                    + "'; allowed are resnet<depth>-v1 with depth 6n+2, such as resnet20-v1, and resnet<depth>-v2"
                    + " with depth 9n+2, such as resnet29-v2");
        }
        Family family = matcher.group(2).equals("1") ? Family.V1 : Family.V2;
        return new Architecture(family, Integer.parseInt(matcher.group(1)));
    }

    /** The name that {@link #parse} reads. */
    public String name() {
        return "resnet" + depth + "-" + label(family);
    }

    /**
     * The network for images of this shape and this many classes.
     *
     * @throws IllegalArgumentException if there are fewer than 2 classes, or the image is smaller than 4×4
     */
    public Graph graph(ImageShape image, int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("a network needs at least 2 classes, was " + classes);
        }
        if (image.height() < 4 || image.width() < 4) {
            throw new IllegalArgumentException(
                    "a residual network halves the image twice, so it needs at least 4×4 pixels," + " was "
                            + image.height() + "×" + image.width());
        }
        int blocks = (depth - 2) / family.layersPerBlock;
        return switch (family) {
            case V1 -> new PostActivation(image, blocks).graph(classes);
            case V2 -> new PreActivation(image, blocks).graph(classes);
        };
    }

    private static String label(Family family) {
        return family.name().toLowerCase(Locale.ROOT);
    }
}
