package io.resforge.neuralnet.resnet;

import io.resforge.neuralnet.resnet.Architecture.Bottleneck;
import io.resforge.neuralnet.resnet.Architecture.LayerOrder;
import io.resforge.neuralnet.resnet.Architecture.NormConstants;
import io.resforge.neuralnet.resnet.Architecture.Shortcut;
import io.resforge.neuralnet.resnet.Architecture.Stem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Reads the names of architectures. */
final class NameReader {

    private static final Pattern RESNET = Pattern.compile("resnet(?<depth>\\d{1,4})?-(?<family>v1|v2|v2-plain)");
    private static final Pattern WIDE = Pattern.compile("wide-(?<blocks>\\d{1,4}(-\\d{1,4})*)");
    private static final Pattern SPEED = Pattern.compile("speed(-res)?");
    private static final String ALLOWED =
            "allowed are resnet<depth>-v1 and resnet<depth>-v2-plain with depth 6n+2, such as"
                    + " resnet20-v1, resnet<depth>-v2 with depth 9n+2, such as resnet29-v2, wide-<blocks of each stage>, such as"
                    + " wide-1-1-1-1, speed and speed-res";

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
        if (SPEED.matcher(base).matches()) {
            options.refuse(Options.BLOCKS, "a " + base + " network has three groups of one block each");
            return architecture(family(base), Collections.nCopies(SpeedNetwork.GROUPS, 1), options);
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
                        .orElse(family.usualNorm()),
                options.choice(Options.STEM, Stem.values(), Stem::label).orElse(family.usualStem()));
    }

    private static Family family(String label) {
        return Arrays.stream(Family.values())
                .filter(family -> family.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** The options behind the colon of a name: {@code key=value}, comma separated. */
    record Options(Map<String, String> values) {

        static final String BLOCKS = "blocks";
        static final String CHANNELS = "channels";
        static final String SHORTCUT = "shortcut";
        static final String ORDER = "order";
        static final String BOTTLENECK = "bottleneck";
        static final String NORM = "norm";
        static final String STEM = "stem";

        private static final List<String> KNOWN = List.of(BLOCKS, CHANNELS, SHORTCUT, ORDER, BOTTLENECK, NORM, STEM);
        private static final Pattern NUMBERS = Pattern.compile("\\d{1,4}(-\\d{1,4})*");

        static Options none() {
            return new Options(Map.of());
        }

        static Options read(String text) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String option : text.split(",", -1)) {
                int equals = option.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            "options of an architecture are key=value, such as shortcut=padding, was '" + option + "'");
                }
                String key = known(option.substring(0, equals));
                if (values.put(key, option.substring(equals + 1)) != null) {
                    throw new IllegalArgumentException(
                            "an option of an architecture is given once, but " + key + " twice");
                }
            }
            return new Options(values);
        }

        /** Refuses an option that has no place in this kind of name. */
        void refuse(String key, String reason) {
            if (values.containsKey(key)) {
                throw new IllegalArgumentException(reason + ", so the option " + key + " is not allowed here");
            }
        }

        Optional<List<Integer>> numbers(String key) {
            return Optional.ofNullable(values.get(key)).map(text -> numbers(key, text));
        }

        static List<Integer> numbers(String key, String text) {
            if (!NUMBERS.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        key + " are one number a stage, such as 3-3-3, each below 10,000, was '" + text + "'");
            }
            return Stream.of(text.split("-")).map(Integer::valueOf).toList();
        }

        <T> Optional<T> choice(String key, T[] choices, Function<T, String> label) {
            return Optional.ofNullable(values.get(key)).map(text -> Arrays.stream(choices)
                    .filter(choice -> label.apply(choice).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s is %s, was '%s'",
                            key,
                            String.join(" or ", Stream.of(choices).map(label).toList()),
                            text))));
        }

        private static String known(String key) {
            if (KNOWN.contains(key)) {
                return key;
            }
            String nearest = KNOWN.stream()
                    .min(Comparator.comparingInt(
                            option -> LevenshteinDistance.getDefaultInstance().apply(option, key)))
                    .orElseThrow();
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "an architecture has no option '%s', did you mean %s? Allowed are %s",
                    key,
                    nearest,
                    String.join(", ", KNOWN)));
        }
    }

    /** Writes an architecture's shortest name. */
    static final class NameWriter {

        private NameWriter() {}

        static String write(Architecture architecture) {
            Family family = architecture.family();
            List<String> options = new ArrayList<>();
            String base;
            if (family == Family.WIDE) {
                base = "wide-" + join(architecture.blocks());
            } else if (family.isSpeed()) {
                base = family.label();
            } else if (hasNameByDepth(architecture.blocks())) {
                base = "resnet" + architecture.depth() + "-" + family.label();
            } else {
                base = "resnet-" + family.label();
                options.add("blocks=" + join(architecture.blocks()));
            }
            if (!architecture
                    .channels()
                    .equals(family.usualChannels(architecture.blocks().size()))) {
                options.add("channels=" + join(architecture.channels()));
            }
            if (architecture.shortcut() != Shortcut.PROJECTION) {
                options.add("shortcut=" + architecture.shortcut().label());
            }
            if (architecture.order() != family.usualOrder()) {
                options.add("order=" + architecture.order().label());
            }
            if (architecture.bottleneck() != Bottleneck.KERAS) {
                options.add("bottleneck=" + architecture.bottleneck().label());
            }
            if (architecture.norm() != family.usualNorm()) {
                options.add("norm=" + architecture.norm().label());
            }
            if (architecture.stem() != family.usualStem()) {
                options.add("stem=" + architecture.stem().label());
            }
            return options.isEmpty() ? base : base + ":" + String.join(",", options);
        }

        private static boolean hasNameByDepth(List<Integer> blocks) {
            return blocks.size() == Family.STAGES_OF_A_DEPTH && new HashSet<>(blocks).size() == 1;
        }

        private static String join(List<Integer> numbers) {
            return numbers.stream().map(Object::toString).collect(Collectors.joining("-"));
        }
    }
}
