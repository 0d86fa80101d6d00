package io.resforge.training.recipe.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.training.recipe.sweep.Sweep.Member;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunNamesTest {

    private static final String RATES = """
            name: rates
            set: {arch: resnet8-v1, epochs: 3, warmup: 0}
            grid: {lr: [0.1, 0.2, 0.3, 0.4]}
            """;

    private final RunNames names = new RunNames("rates", "pets", "/data/pets");
    private final Member member = members(RATES).getFirst();

    private static List<Member> members(String yaml) {
        return SweepReader.yaml(yaml, List.of()).members();
    }

    @Test
    void givesTheSameIdToTheSameMember() {
        String id = names.of(member, 1);
        assertThat(id).matches("rates-lr-0-1-[0-9a-f]{8}");
        assertThat(new RunNames("rates", "pets", "/data/pets").of(members(RATES).getFirst(), 1))
                .isEqualTo(id);
    }

    @Test
    void givesAnotherIdToAnythingElse() {
        Member longer = members(RATES.replace("epochs: 3", "epochs: 4")).getFirst();
        Member seeded = members(RATES.replace("warmup: 0", "seed: 2")).getFirst();
        assertThat(Stream.of(
                        names.of(member, 1),
                        names.of(longer, 1),
                        names.of(seeded, 1),
                        new RunNames("rates", "cats", "/data/pets").of(member, 1),
                        new RunNames("rates", "pets", "/data/more").of(member, 1)))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("rates-lr-0-1-"));
    }

    @Test
    void numbersFurtherAttempts() {
        assertThat(names.of(member, 2)).isEqualTo(names.of(member, 1) + "-2");
    }

    @Test
    void staysWithinWhatAnIdMayBe() {
        // Given
        Member wordy = new Member("m".repeat(44) + "-" + "n".repeat(60), member.recipe(), member.published());
        Member other = new Member(
                "m".repeat(44) + "-" + "o".repeat(60), members(RATES).get(1).recipe(), member.published());
        // When
        List<String> ids = List.of(names.of(wordy, 1), names.of(wordy, RunNames.MOST_ATTEMPTS), names.of(other, 1));
        // Then
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"));
        assertThat(ids.getFirst()).startsWith("rates-" + "m".repeat(44) + "-").doesNotContain("--");
    }
}
