package io.resforge.training.recipe.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.sweep.Sweep.Member;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SweepReaderTest {

    @Test
    void readsMembersByNameWithoutRepeatingTheSweepsName() {
        Sweep sweep = read("""
                name: keras-study
                about: Two rows.
                members: [keras-study-v1-56, {name: mine, base: keras-study-v1-20, lr: 0.5}]
                set: {epochs: 3, optimizer.beta1: 0.8}
                """);

        assertThat(sweep.members()).extracting(Member::name).containsExactly("v1-56", "mine");
        assertThat(sweep.members().get(0).published().orElseThrow().accuracy()).isEqualTo(OptionalDouble.of(91.04));
        assertThat(sweep.members()).extracting(it -> it.recipe().epochs()).containsOnly(3);
        assertThat(sweep.members())
                .extracting(it -> it.recipe().optimizer())
                .containsOnly(new OptimizerSpec.Adam(0.8, 0.999, 1e-7));
        assertThat(sweep.members().get(1).recipe().lr()).isEqualTo(0.5);
    }

    @Test
    void combinesTheValuesOfAGrid() {
        Sweep sweep = read("""
                name: rates
                base: resforge-resnet20-quick
                grid:
                  lr: [0.1, 0.05]
                  optimizer.momentum: [0.8, 0.9]
                """);

        assertThat(sweep.members())
                .extracting(Member::name)
                .containsExactly(
                        "lr-0-1-momentum-0-8", "lr-0-1-momentum-0-9", "lr-0-05-momentum-0-8", "lr-0-05-momentum-0-9");
        Recipe last = sweep.members().get(3).recipe();
        assertThat(last)
                .isEqualTo(RecipeReader.yaml(
                        "{base: resforge-resnet20-quick, lr: 0.05, optimizer: {kind: sgd, momentum: 0.9}}"));
    }

    @Test
    void namesMembersOfListsShortlyAndApart() {
        Sweep sweep = read("{name: a, grid: {augment: [[flip], [flip, pad_crop], [flip, {kind: cutout, side: 8}]]}}");

        assertThat(sweep.members()).hasSize(3).extracting(Member::name).allMatch(it -> it.length() <= 38);
    }

    @Test
    void refusesAValueOfAGridThatIsNothing() {
        assertThatThrownBy(() -> SweepReader.yaml(
                        "{name: s, base: resforge-resnet20, grid: {optimizer.momentum: [null, 0.9]}}", List.of()))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessage(
                        "member momentum-null: optimizer.momentum has no value; leave the key out for its usual one");
    }

    @Test
    void drawsTheSameTrialsAgain() {
        String text = """
                name: search
                random:
                  lr: {log_uniform: [0.01, 1]}
                  dropout: {uniform: [0, 0.5]}
                  optimizer: {choice: [sgd, adam]}
                trials: 20
                seed: 7
                """;
        Sweep sweep = read(text);

        assertThat(read(text)).isEqualTo(sweep);
        assertThat(sweep.members()).hasSize(20).first().extracting(Member::name).isEqualTo("trial-01");
        assertThat(sweep.members()).allSatisfy(it -> {
            assertThat(it.recipe().lr()).isBetween(0.01, 1.0);
            assertThat(it.recipe().dropout()).isBetween(0.0, 0.5);
        });
        assertThat(sweep.members().stream()
                        .map(it -> it.recipe().lr())
                        .filter(lr -> lr < 0.1)
                        .count())
                .isBetween(5L, 15L);
        assertThat(sweep.members())
                .extracting(it -> it.recipe().optimizer())
                .hasAtLeastOneElementOfType(OptimizerSpec.Sgd.class)
                .hasAtLeastOneElementOfType(OptimizerSpec.Adam.class);
    }

    @Test
    void drawsNothingAnewWhenTrialsAreAdded() {
        String text = "{name: s, random: {lr: {uniform: [0.1, 1]}}, seed: 3, trials: ";

        assertThat(read(text + "5}").members().subList(0, 3))
                .isEqualTo(read(text + "3}").members());
    }

    @Test
    void letsSettingsOfTheCommandLineWin() {
        Sweep sweep = SweepReader.yaml(
                "{name: s, members: [keras-resnet20-v1], set: {epochs: 5}}", List.of("epochs=1", "lr=0.5"));

        assertThat(sweep.members().getFirst().recipe().epochs()).isEqualTo(1);
        assertThat(sweep.members().getFirst().recipe().lr()).isEqualTo(0.5);
    }

    static List<String> shipped() {
        return NamedSweeps.names();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void readsTheSweepsThatComeWithTheProgram(String name) {
        Sweep sweep = SweepReader.yaml(NamedSweeps.text(name).orElseThrow(), List.of("epochs=1"));

        assertThat(sweep.name()).isEqualTo(name);
        assertThat(sweep.about()).endsWith(".");
    }

    @Test
    void holdsTheTwelveRowsOfTheKerasStudy() {
        assertThat(SweepReader.yaml(NamedSweeps.text("keras-study").orElseThrow(), List.of())
                        .members())
                .hasSize(12);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {members: [keras-resnet20-v1]} | name | name must be given, of lower-case letters, digits and dashes
            {name: A} | name | name must be 1 to 24 lower-case letters, digits and inner dashes, was 'A'
            {name: s} | "" | a sweep has one of members, grid and random, was none
            {name: s, grid: {lr: 1}, random: {lr: {uniform: [1, 2]}}} | "" | a sweep has one of members, grid and random, was [grid, random]
            {name: s, gird: {lr: 1}, grid: {lr: 1}} | gird | unknown key 'gird', did you mean 'grid'? Allowed are about, base, grid, members, name, random, seed, set, trials
            {name: s, members: [keras-resnet21-v1]} | members[0] | members[0]: there is no recipe 'keras-resnet21-v1'; did you mean 'keras-resnet20-v1'?
            {name: s, members: [3]} | members[0] | members[0] must be the name of a recipe or a group of keys, was 3
            {name: s, members: [{lr: 3}]} | members[0].name | members[0].name must be given, of lower-case letters, digits and dashes
            {name: s, members: [{name: a, lr: 300}]} | lr | member a: lr must be above 0 and at most 100, was 300.0
            {name: s, members: [{name: a}, {name: a}]} | members | two members of the sweep have the name 'a'
            {name: s, members: []} | members | members must be a list of at least one value
            {name: s, grid: {lr: [0.1, fast]}} | lr | member lr-fast: lr must be a number, was 'fast'
            {name: s, grid: {learning: [0.1]}} | learning | member learning-0-1: unknown key
            {name: s, grid: 3} | grid | grid must be keys with lists of values, was 3
            {name: s, trials: 3, grid: {lr: 1}} | trials | trials and seed are for random sweeps
            {name: s, trials: 0, random: {lr: {uniform: [1, 2]}}} | trials | trials must be from 1 to 1000, was 0
            {name: s, random: {lr: {log_uniform: [0, 2]}}} | random.lr.log_uniform | random.lr.log_uniform must be two rising numbers above 0, was [0.0, 2.0]
            {name: s, random: {lr: {uniform: [2, 1]}}} | random.lr.uniform | random.lr.uniform must be two rising numbers, was [2.0, 1.0]
            {name: s, random: {lr: {normal: [2, 1]}}} | random.lr.normal | unknown key 'random.lr.normal'; allowed are choice, log_uniform, uniform
            {name: s, random: {lr: 2}} | random.lr | random.lr must be a group with one of uniform, log_uniform, choice, was 2
            """)
    void saysWhatIsWrongWithASweep(String yaml, String field, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        InvalidRecipe.class, it -> assertThat(it.field()).isEqualTo(field))
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesAGridThatIsTooLarge() {
        String ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";

        assertThatThrownBy(() -> read("{name: s, grid: {seed: " + ten + ", epochs: " + ten + ", batch_size: " + ten
                        + ", accumulate: [1, 2]}}"))
                .hasMessage("grid must have at most 1000 combinations, but has more");
    }

    private static Sweep read(String yaml) {
        return SweepReader.yaml(yaml, List.of());
    }
}
