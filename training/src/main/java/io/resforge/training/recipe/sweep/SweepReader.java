package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeFields;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
}
