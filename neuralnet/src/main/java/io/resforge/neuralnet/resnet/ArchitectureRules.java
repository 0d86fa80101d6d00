package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Architecture.LayerOrder;
import io.resforge.neuralnet.resnet.Architecture.Shortcut;
import io.resforge.neuralnet.resnet.Architecture.Stem;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What can be built. Each check throws an {@link IllegalArgumentException} that says which rule is broken and what is allowed. */
final class ArchitectureRules {

    private static final int MOST_STAGES = 6;
    private static final int DEEPEST = 9999;
    private static final int WIDEST = 4096;
    /** Vectors of fp32 must fit buffers, whose size in bytes is an int. */
    private static final int MOST_PARAMETERS = Integer.MAX_VALUE / Float.BYTES;

    private static final int MOST_CLASSES = 1000;

    private ArchitectureRules() {}

    static void check(
            Family family,
            List<Integer> blocks,
            List<Integer> channels,
            Shortcut shortcut,
            LayerOrder order,
            Bottleneck bottleneck,
            Stem stem) {
        checkBlocks(family, blocks);
        checkChannels(channels, blocks.size());
        check(
                shortcut == Shortcut.PROJECTION
                        || channels.equals(channels.stream().sorted().toList()),
                "shortcut=padding can only add channels, so no stage may have fewer than the one before, was %s; or choose"
                        + " shortcut=projection",
                channels);
        check(
                order == family.usualOrder() || !family.isPreActivation(),
                "a %s network is pre-activation, so its order is bn-relu-conv; order=%s goes with v1 and wide",
                family.label(),
                order.label());
        check(
                !family.isSpeed() || shortcut == Shortcut.PROJECTION && order == family.usualOrder(),
                "a %s network has neither projections nor another order of layers; shortcut and order go with the other families",
                family.label());
        check(
                !family.isSpeed() || Collections.nCopies(SpeedNetwork.GROUPS, 1).equals(blocks),
                "a %s network has three groups of one block each, was %s",
                family.label(),
                blocks);
        check(
                bottleneck == Bottleneck.KERAS || family == Family.V2,
                "a %s network has no bottlenecks; bottleneck=%s goes with v2",
                family.label(),
                bottleneck.label());
        check(
                stem == family.usualStem() || family == Family.WIDE,
                "the stem of a %s network is %s; stem=%s goes with wide",
                family.label(),
                family.usualStem().label(),
                stem.label());
        check(
                stem == family.usualStem() || shortcut == Shortcut.PROJECTION,
                "stem=whitened puts out channels of its own number, so it goes with shortcut=projection");
    }

    private static void checkBlocks(Family family, List<Integer> blocks) {
        int stages = blocks.size();
        check(stages >= 1 && stages <= MOST_STAGES, "a network has 1 to %d stages, was %d", MOST_STAGES, stages);
        check(Collections.min(blocks) >= 1, "each stage has at least 1 block, was %s", blocks);
        long depth = family.depth(blocks);
        check(depth <= DEEPEST, "a network has at most %d layers, was %d", DEEPEST, depth);
    }

    private static void checkChannels(List<Integer> channels, int stages) {
        check(
                channels.size() == stages,
                "blocks and channels must name the same number of stages, were %d and %d",
                stages,
                channels.size());
        check(
                channels.stream().allMatch(width -> width >= 1 && width <= WIDEST),
                "a stage has 1 to %d channels, was %s",
                WIDEST,
                channels);
    }

    static void checkGeometry(Architecture architecture, ImageShape image, int classes) {
        check(classes >= 2, "a network needs at least 2 classes, was %d", classes);
        boolean speed = architecture.family().isSpeed();
        int lost = architecture.stem() == Stem.WHITENED ? 1 : 0;
        int stages = architecture.blocks().size();
        int halvings = speed ? stages : stages - 1;
        // A whitened stem puts out one row and column less than it reads.
        int least = (1 << halvings) + lost;
        check(
                image.height() >= least && image.width() >= least,
                "a network of %d stages halves the image %d times, so it needs at least %d×%d pixels, was %d×%d",
                stages,
                halvings,
                least,
                least,
                image.height(),
                image.width());
    }

    static void checkSize(Graph graph) {
        boolean fits;
        try {
            fits = ParameterLayout.of(graph).parameterCount() <= MOST_PARAMETERS;
        } catch (ArithmeticException e) {
            fits = false;
        }
        check(fits, "a network has at most %,d parameters; choose fewer blocks or channels", MOST_PARAMETERS);
    }

    static void checkTrainable(ImageShape image, int classes) {
        image.requireSupported();
        check(
                classes >= 2 && classes <= MOST_CLASSES,
                "a network has 2 to %,d classes, was %,d",
                MOST_CLASSES,
                classes);
    }

    private static void check(boolean rule, String message, Object... arguments) {
        if (!rule) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
        }
    }
}
