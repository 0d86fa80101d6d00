package io.resforge.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.sweep.LeaderBoard.LeaderBoardLines;
import io.resforge.cli.sweep.LeaderBoard.WorkEstimate;
import io.resforge.cli.sweep.MemberRunner.SweepEntry;
import io.resforge.testing.Screen;
import io.resforge.training.recipe.sweep.Sweep.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeaderBoardLinesTest {

    private final List<Member> members = TestSweeps.rates();
    private final List<SweepEntry> entries =
            new ArrayList<>(members.stream().map(SweepEntry::waiting).toList());
    private final LeaderBoardLines standing =
            new LeaderBoardLines(Screen.ascii().terminal(), new WorkEstimate(members));

    private void put(int place, SweepEntry entry) {
        entries.set(place, entry);
    }

    private List<String> lines(int seconds) {
        return Stream.of(standing.lines(entries, Duration.ofSeconds(seconds)))
                .map(line -> Screen.ascii().terminal().styled(line))
                .toList();
    }

    @Test
    void showsOnlyHowFarItIsBeforeAnythingBegins() {
        assertThat(lines(5)).containsExactly("-------------------- 0 of 4 members  0:05");
    }

    @Test
    void ordersMembersFromTheBestToTheLast() {
        put(0, entries.get(0).with(TestSweeps.training(50, 0.30)));
        put(1, entries.get(1).with(TestSweeps.succeeded(TestSweeps.cancelled("b"))));
        put(2, entries.get(2).refused("too wide"));
        put(3, entries.get(3).with(TestSweeps.training(0, 0.42)));
        assertThat(lines(5).subList(1, 5))
                .containsExactly(
                        "   1  lr-0-2   63.0%  done",
                        "   2  lr-0-4   42.0%  epoch 2/3, step 0/100",
                        "   3  lr-0-1   30.0%  epoch 2/3, step 50/100",
                        "   4  lr-0-3       -  failed: too wide");
    }

    @Test
    void showsNoMoreThanFits() {
        List<Member> many =
                TestSweeps.members("{name: a, set: {arch: resnet8-v1}, random: {lr: {uniform: [0.1, 1]}}, trials: 30}");
        List<SweepEntry> all = many.stream()
                .map(member -> SweepEntry.waiting(member).with(TestSweeps.training(1, 0.5)))
                .toList();
        String[] lines =
                new LeaderBoardLines(Screen.ascii().terminal(), new WorkEstimate(many)).lines(all, Duration.ZERO);
        assertThat(lines).hasSize(14);
        assertThat(lines[13]).contains("and 18 more");
    }

    @Test
    void tellsTheTimeLeftByTheWorkThatIsDone() {
        lines(0);
        put(
                0,
                entries.get(0)
                        .with(TestSweeps.cancelled("a").toBuilder()
                                .setStateValue(1)
                                .build()));
        lines(1);
        put(0, entries.get(0).with(TestSweeps.succeeded(TestSweeps.cancelled("a"))));
        assertThat(lines(60).getFirst()).isEqualTo("#####--------------- 1 of 4 members  1:00  3:00 left");
    }

    @Test
    void takesNoEarlierWorkForItsOwn() {
        // Given: two of four were trained before, and a third half so
        put(0, entries.get(0).with(TestSweeps.succeeded(TestSweeps.cancelled("a"))));
        put(1, entries.get(1).with(TestSweeps.succeeded(TestSweeps.cancelled("b"))));
        put(2, entries.get(2).with(TestSweeps.training(50, 0.3)));
        assertThat(lines(1).getFirst()).contains("2 of 4 members").doesNotContain("left");
        // When: the other half took a minute
        put(2, entries.get(2).with(TestSweeps.succeeded(TestSweeps.cancelled("c"))));
        // Then
        assertThat(lines(60).getFirst()).isEqualTo("###############----- 3 of 4 members  1:00  2:00 left");
    }

    @Test
    void takesAMemberThatWasRefusedForNoWork() {
        put(0, entries.get(0).refused("too wide"));
        assertThat(lines(1).getFirst()).isEqualTo("#####--------------- 1 of 4 members  0:01");
    }
}
