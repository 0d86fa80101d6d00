package io.resforge.trainer.run;

import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which runs are asked for.
 *
 * @param states one of these; empty for all
 * @param recipe the name of the recipe; empty for all
 * @param labels what their labels must be like
 * @param models that get their checkpoints; empty for all
 * @param text that their id, model, data set or recipe has in it, in small letters; empty for any
 */
public record RunFilter(
        Set<RunState> states,
        Optional<String> recipe,
        LabelSelector labels,
        Optional<Set<String>> models,
        String text) {

    /** Takes every run. */
    public static final RunFilter ALL = new RunFilter(Set.of(), Optional.empty(), LabelSelector.ALL);

    public RunFilter {
        states = Set.copyOf(states);
    }

    /** Of runs for all models. */
    public RunFilter(Set<RunState> states, Optional<String> recipe, LabelSelector labels) {
        this(states, recipe, labels, Optional.empty(), "");
    }

    /** The same of those that have a text in them. */
    public RunFilter containing(String words) {
        return new RunFilter(states, recipe, labels, models, words.strip().toLowerCase(Locale.ROOT));
    }

    /** The same of the runs for these models only; empty for all. */
    public RunFilter within(Optional<Set<String>> some) {
        return new RunFilter(states, recipe, labels, some, text);
    }

    /** Whether this run is asked for. */
    public boolean takes(RunView run) {
        return takes(run.state()) && takes(run.labels()) && hasText(run);
    }

    private boolean hasText(RunView run) {
        return text.isEmpty()
                || Stream.of(
                                run.id(),
                                run.spec().model(),
                                run.spec().dataset(),
                                run.labels().get(RunLabels.RECIPE))
                        .anyMatch(it -> it.toLowerCase(Locale.ROOT).contains(text));
    }

    /** Whether runs in this state are. */
    public boolean takes(RunState state) {
        return states.isEmpty() || states.contains(state);
    }

    /** Whether runs with these labels are. */
    public boolean takes(Map<String, String> all) {
        return models.map(some -> some.contains(all.get(RunLabels.MODEL))).orElse(true)
                && recipe.map(name -> name.equals(all.get(RunLabels.RECIPE))).orElse(true)
                && labels.matches(all);
    }

    /**
     * What labels must be like, as Kubernetes writes it: {@code a=b,c!=d,e in (f, g),h notin (i),j,!k}.
     *
     * @param requirements all of which must hold
     */
    public record LabelSelector(List<Requirement> requirements) {

        /** Is content with all labels. */
        public static final LabelSelector ALL = new LabelSelector(List.of());

        private static final String KEY = "([A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?)";
        private static final String VALUE = "([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?";
        private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
        private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*" + VALUE);
        private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*" + KEY);
        private static final Pattern COMMA_OUTSIDE = Pattern.compile(",(?![^()]*\\))");

        public LabelSelector {
            requirements = List.copyOf(requirements);
        }

        /**
         * Reads one; the empty text stands for {@link #ALL}.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static LabelSelector parse(String text) {
            if (text.isBlank()) {
                return ALL;
            }
            List<Requirement> requirements = new ArrayList<>();
            for (String part : COMMA_OUTSIDE.split(text, -1)) {
                requirements.add(requirement(part.strip())
                        .orElseThrow(() -> new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "must be like 'a=b,c!=d,e in (f, g),h notin (i),j,!k', but '%s' is none of these",
                                part.strip()))));
            }
            return new LabelSelector(requirements);
        }

        private static Optional<Requirement> requirement(String text) {
            Matcher set = SET.matcher(text);
            if (set.matches()) {
                List<String> values = Pattern.compile(",")
                        .splitAsStream(set.group(4))
                        .map(String::strip)
                        .toList();
                boolean sound = values.stream().allMatch(value -> value.matches(VALUE));
                return sound ? Optional.of(values(set.group(1), set.group(3).equals("in"), values)) : Optional.empty();
            }
            Matcher equality = EQUALITY.matcher(text);
            if (equality.matches()) {
                String value = equality.group(4) == null ? "" : equality.group(4);
                return Optional.of(values(equality.group(1), !equality.group(3).equals("!="), List.of(value)));
            }
            Matcher presence = PRESENCE.matcher(text);
            return presence.matches()
                    ? Optional.of(new Requirement.Present(
                            presence.group(2), presence.group(1).isEmpty()))
                    : Optional.empty();
        }

        private static Requirement values(String key, boolean among, List<String> values) {
            return new Requirement.Among(key, Set.copyOf(values), among);
        }

        /** Whether these labels are so. */
        public boolean matches(Map<String, String> labels) {
            return requirements.stream().allMatch(requirement -> requirement.matches(labels));
        }

        /** What one label must be like. */
        public sealed interface Requirement {

            /** Whether it is so. */
            boolean matches(Map<String, String> labels);

            /** It is, or is not, there. */
            record Present(String key, boolean wanted) implements Requirement {
                @Override
                public boolean matches(Map<String, String> labels) {
                    return labels.containsKey(key) == wanted;
                }
            }

            /** It has one of these values, or none of them, as a label that is missing does too. */
            record Among(String key, Set<String> values, boolean wanted) implements Requirement {
                @Override
                public boolean matches(Map<String, String> labels) {
                    String value = labels.get(key);
                    return (value != null && values.contains(value)) == wanted;
                }
            }
        }
    }
}
