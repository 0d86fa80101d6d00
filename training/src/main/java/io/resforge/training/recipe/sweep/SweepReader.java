package io.resforge.training.recipe.sweep;

import io.resforge.training.augment.Seeds;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.NamedRecipes.NamedRecipe;
import io.resforge.training.recipe.PublishedResult;
import io.resforge.training.recipe.RecipeFields;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.Yaml;
import io.resforge.training.recipe.sweep.Sweep.Member;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads sweeps, and the recipes of all their members. A sweep lists its {@code members}, names of recipes or groups of keys with a
 * {@code name}; or varies a {@code base} over all values of a {@code grid}, or over {@code trials} of {@code random} values:
 *
 * <pre>
 * name: rates
 * base: resforge-resnet20
 * set: {epochs: 5}
 * grid:
 *   lr: [0.1, 0.2]
 *   optimizer.momentum: [0.8, 0.9]
 * </pre>
 */
public final class SweepReader {

    private final RecipeFields fields;
    private final String name;
    private final Optional<String> base;

    private SweepReader(RecipeFields fields) {
        this.fields = fields;
        this.name = MemberNames.sweep("name", required(fields, "name"));
        this.base = fields.text(RecipeTree.BASE);
    }

    /**
     * Reads a sweep.
     *
     * @param settings {@code key=value} that hold for all members
     * @throws InvalidRecipe if there is anything wrong with it or with the recipe of a member
     */
    public static Sweep yaml(String text, List<String> settings) {
        return new SweepReader(new RecipeFields("", Yaml.map("a sweep", text))).sweep(settings);
    }

    private Sweep sweep(List<String> settings) {
        String about = fields.text("about").orElse("");
        Map<String, Object> all = fields.group("set", "keys with values").values();
        List<MemberDraft> candidates = candidates();
        fields.refuseOthers();
        List<Member> members = new ArrayList<>();
        for (MemberDraft candidate : candidates) {
            MemberDraft set = candidate.with(all);
            for (String setting : settings) {
                set = set.set(setting);
            }
            members.add(set.member());
        }
        return new Sweep(name, about, members);
    }

    private List<MemberDraft> candidates() {
        List<String> given = Stream.of("members", "grid", "random")
                .filter(key -> fields.given(key).isPresent())
                .toList();
        if (given.size() != 1) {
            throw new InvalidRecipe(
                    "", "a sweep has one of members, grid and random, was " + (given.isEmpty() ? "none" : given));
        }
        if (given.equals(List.of("random"))) {
            return drawn(fields.whole("trials", 10), fields.wholeLong("seed", 1));
        }
        if (fields.given("trials").isPresent() || fields.given("seed").isPresent()) {
            throw new InvalidRecipe("trials", "trials and seed are for random sweeps; set: {seed: …} seeds the runs");
        }
        return given.equals(List.of("grid")) ? combined() : listed(fields.list("members"));
    }

    private List<MemberDraft> combined() {
        return Grid.combinations(fields.group("grid", "keys with lists of values")).stream()
                .map(values -> MemberDraft.of(MemberNames.of(values), base()).with(values))
                .toList();
    }

    private List<MemberDraft> drawn(int trials, long seed) {
        if (trials < 1 || trials > Sweep.MOST) {
            throw new InvalidRecipe("trials", "trials must be from 1 to " + Sweep.MOST + ", was " + trials);
        }
        Draws draws = new Draws(fields.group("random", "keys with ranges"), seed);
        return IntStream.rangeClosed(1, trials)
                .mapToObj(i -> MemberDraft.of(String.format(Locale.ROOT, "trial-%02d", i), base())
                        .with(draws.trial(i)))
                .toList();
    }

    private List<MemberDraft> listed(List<?> members) {
        return IntStream.range(0, members.size())
                .mapToObj(i -> listed("members[" + i + "]", members.get(i)))
                .toList();
    }

    private MemberDraft listed(String path, Object member) {
        return switch (member) {
            case String recipe -> named(path, recipe);
            case Map<?, ?> keys -> written(new RecipeFields(path, keys));
            case null, default ->
                throw new InvalidRecipe(path, path + " must be the name of a recipe or a group of keys, was " + member);
        };
    }

    private MemberDraft named(String path, String recipe) {
        NamedRecipe named = at(path, () -> NamedRecipes.get(recipe));
        return new MemberDraft(
                MemberNames.member(path, MemberNames.within(name, recipe)), named.tree(), named.published());
    }

    private static <T> T at(String path, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidRecipe e) {
            throw new InvalidRecipe(path, path + ": " + e.getMessage());
        }
    }

    private MemberDraft written(RecipeFields member) {
        String memberName = MemberNames.member(member.path("name"), required(member, "name"));
        Map<String, Object> keys = new LinkedHashMap<>(member.values());
        keys.remove("name");
        return MemberDraft.of(memberName, new RecipeTree(keys).over(base()));
    }

    private RecipeTree base() {
        return new RecipeTree(
                base.<Map<String, Object>>map(it -> Map.of(RecipeTree.BASE, it)).orElse(Map.of()));
    }

    private static String required(RecipeFields fields, String key) {
        return fields.text(key)
                .orElseThrow(() -> new InvalidRecipe(
                        fields.path(key),
                        fields.path(key) + " must be given, of lower-case letters, digits and dashes"));
    }

    /** All combinations of the values of some keys; the last key's change fastest. */
    static final class Grid {

        private Grid() {}

        static List<Map<String, Object>> combinations(RecipeFields keys) {
            List<Map<String, Object>> combinations = List.of(Map.of());
            for (String key : keys.keys()) {
                List<?> values = keys.list(key);
                if ((long) combinations.size() * values.size() > Sweep.MOST) {
                    throw new InvalidRecipe(
                            keys.path(),
                            keys.path() + " must have at most " + Sweep.MOST + " combinations, but has more");
                }
                combinations = extended(combinations, key, values);
            }
            return combinations;
        }

        private static List<Map<String, Object>> extended(
                List<Map<String, Object>> combinations, String key, List<?> values) {
            List<Map<String, Object>> extended = new ArrayList<>();
            for (Map<String, Object> combination : combinations) {
                for (Object value : values) {
                    Map<String, Object> next = new LinkedHashMap<>(combination);
                    next.put(key, value);
                    extended.add(next);
                }
            }
            return extended;
        }
    }

    /**
     * Draws the values of a random sweep. A value depends on the seed, the trial and its key only: more trials or more keys change nothing
     * of those that are there.
     */
    static final class Draws {

        private static final String KINDS = "one of uniform, log_uniform, choice";

        /** Digits that are worth naming. */
        private static final MathContext ROUNDING = new MathContext(4);

        private final RecipeFields keys;
        private final long seed;

        /** @param keys what is drawn for each */
        Draws(RecipeFields keys, long seed) {
            this.keys = keys;
            this.seed = seed;
        }

        /** The values of one trial. */
        Map<String, Object> trial(int trial) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String key : keys.keys()) {
                SplittableRandom random = Seeds.generator(seed, "sweep " + key, trial);
                values.put(key, value(keys.group(key, "a group with " + KINDS), random));
            }
            return values;
        }

        private static Object value(RecipeFields range, SplittableRandom random) {
            Optional<Object> uniform = range.given("uniform");
            Optional<Object> logUniform = range.given("log_uniform");
            Optional<Object> choice = range.given("choice");
            range.refuseOthers();
            if (Stream.of(uniform, logUniform, choice)
                            .filter(Optional::isPresent)
                            .count()
                    != 1) {
                throw new InvalidRecipe(range.path(), range.path() + " must have " + KINDS);
            }
            if (uniform.isPresent()) {
                List<Double> ends = ends(range, "uniform", Double.NEGATIVE_INFINITY);
                return rounded(ends.get(0) + random.nextDouble() * (ends.get(1) - ends.get(0)));
            }
            if (logUniform.isPresent()) {
                List<Double> ends = ends(range, "log_uniform", 0);
                return rounded(ends.get(0) * Math.pow(ends.get(1) / ends.get(0), random.nextDouble()));
            }
            List<?> choices = range.list("choice");
            return choices.get(random.nextInt(choices.size()));
        }

        private static List<Double> ends(RecipeFields range, String kind, double above) {
            List<Double> ends = range.numbers(kind, List.of());
            if (ends.size() != 2
                    || !(ends.get(0) > above && ends.get(0) < ends.get(1))
                    || ends.get(1).isInfinite()) {
                String allowed = above == 0 ? "two rising numbers above 0" : "two rising numbers";
                throw new InvalidRecipe(range.path(kind), range.path(kind) + " must be " + allowed + ", was " + ends);
            }
            return ends;
        }

        private static double rounded(double value) {
            return new BigDecimal(value).round(ROUNDING).doubleValue();
        }
    }

    /** A member before its recipe is read. */
    private record MemberDraft(String name, RecipeTree tree, Optional<PublishedResult> published) {

        static MemberDraft of(String name, RecipeTree tree) {
            return new MemberDraft(name, tree, Optional.empty());
        }

        MemberDraft with(Map<String, Object> values) {
            RecipeTree changed = tree;
            for (Map.Entry<String, Object> value : values.entrySet()) {
                changed = changed.with(value.getKey(), value.getValue());
            }
            return new MemberDraft(name, changed, published);
        }

        MemberDraft set(String setting) {
            return new MemberDraft(name, tree.set(setting), published);
        }

        /** @throws InvalidRecipe that tells the member too */
        Member member() {
            try {
                return new Member(name, RecipeReader.tree(tree), published);
            } catch (InvalidRecipe e) {
                throw new InvalidRecipe(e.field(), "member " + name + ": " + e.getMessage());
            }
        }
    }
}
