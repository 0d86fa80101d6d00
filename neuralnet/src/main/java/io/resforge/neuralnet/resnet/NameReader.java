package io.resforge.neuralnet.resnet;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of architectures. */
final class NameReader {

    private static final Pattern RESNET = Pattern.compile("resnet(?<depth>\\d{1,4})?-(?<family>v1|v2|v2-plain)");
    private static final Pattern WIDE = Pattern.compile("wide-(?<blocks>\\d{1,4}(-\\d{1,4})*)");
    private static final String ALLOWED =
            "allowed are resnet<depth>-v1 and resnet<depth>-v2-plain with depth 6n+2, such as"
                    + " resnet20-v1, resnet<depth>-v2 with depth 9n+2, such as resnet29-v2, and wide-<blocks of each stage>, such as"
                    + " wide-1-1-1-1";

    private NameReader() {}

    static Architecture read(String name) {
        int colon = name.indexOf(':');
        String base = colon < 0 ? name : name.substring(0, colon);
        Options options = colon < 0 ? Options.none() : Options.read(name.substring(colon + 1));
        Matcher resnet = RESNET.matcher(base);
        if (resnet.matches()) {
            Family family = family(resnet.group("family"));
            return architecture(family, resnetBlocks(family, resnet.group("depth"), options, base), options);
        }
        Matcher wide = WIDE.matcher(base);
        if (wide.matches()) {
            options.refuse(Options.BLOCKS, "a wide network has its blocks in its name, such as wide-2-2-2-2");
            return architecture(Family.WIDE, Options.numbers("blocks", wide.group("blocks")), options);
        }
        throw new IllegalArgumentException("unknown architecture '" + name + "'; " + ALLOWED);
    }

    private static List<Integer> resnetBlocks(Family family, String depth, Options options, String base) {
        Optional<List<Integer>> blocks = options.numbers(Options.BLOCKS);
        if (depth == null) {
            return blocks.orElseThrow(() -> new IllegalArgumentException("'" + base
                    + "' needs a depth, such as resnet20-" + family.label() + " has, or blocks, such as " + base
                    + ":blocks=3-3-3"));
        }
        options.refuse(
                Options.BLOCKS,
                "a network has either a depth or blocks, such as resnet-" + family.label() + ":blocks=3-3-3");
        return Collections.nCopies(Family.STAGES_OF_A_DEPTH, family.blocksPerStage(Integer.parseInt(depth)));
    }

    private static Architecture architecture(Family family, List<Integer> blocks, Options options) {
        return new Architecture(
                family,
                blocks,
                options.numbers(Options.CHANNELS).orElseGet(() -> family.usualChannels(blocks.size())),
                options.choice(Options.SHORTCUT, Shortcut.values(), Shortcut::label)
                        .orElse(Shortcut.PROJECTION),
                options.choice(Options.ORDER, LayerOrder.values(), LayerOrder::label)
                        .orElse(family.usualOrder()),
                options.choice(Options.BOTTLENECK, Bottleneck.values(), Bottleneck::label)
                        .orElse(Bottleneck.KERAS),
                options.choice(Options.NORM, NormConstants.values(), NormConstants::label)
                        .orElse(NormConstants.PYTORCH));
    }

    private static Family family(String label) {
        return Arrays.stream(Family.values())
                .filter(family -> family.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
