package io.resforge.neuralnet.resnet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The options behind the colon of a name: {@code key=value}, comma separated. */
record Options(Map<String, String> values) {

    static final String BLOCKS = "blocks";
    static final String CHANNELS = "channels";
    static final String SHORTCUT = "shortcut";
    static final String ORDER = "order";
    static final String BOTTLENECK = "bottleneck";
    static final String NORM = "norm";

    private static final List<String> KNOWN = List.of(BLOCKS, CHANNELS, SHORTCUT, ORDER, BOTTLENECK, NORM);
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
                throw new IllegalArgumentException("an option of an architecture is given once, but " + key + " twice");
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
