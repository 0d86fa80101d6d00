package io.resforge.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SubmitRunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepCommandTest {

    private final FakeTrainer trainer = new FakeTrainer().ending(TestSweeps::succeeded);
    private final FakeServer server = FakeServer.of(trainer);
    private final Path home;
    private final String rates;
    private Shell shell;

    SweepCommandTest(@TempDir Path home) throws IOException {
        this.home = home;
        rates = Files.writeString(home.resolve("rates.yaml"), TestSweeps.RATES).toString();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int sweep(String... words) {
        return sweep(Screen.piped(), words);
    }

    private int sweep(Screen screen, String... words) {
        List<String> all = new ArrayList<>(List.of("sweep"));
        all.addAll(List.of(words));
        all.addAll(List.of("--data", home.toString(), "--server", server.address()));
        shell = new Shell(home, screen);
        return shell.run(all.toArray(String[]::new));
    }

    private List<String> submitted() {
        return trainer.submit.asked().stream().map(SubmitRunRequest::getRunId).toList();
    }

    private String id(int member, int attempt) {
        return new RunNames("rates", "rates", home.toString())
                .of(TestSweeps.rates().get(member), attempt);
    }

    @Test
    void trainsEachMemberAndEndsWithTheirTable() {
        assertThat(sweep(rates)).isZero();
        // The time since its beginning is the machine's own.
        assertThat(shell.out().replaceAll("(?m)^\\d+:\\d\\d (?=lr-)", "0:00 "))
                .isEqualTo("""
                Sweep rates: 4 members on %s
                0:00 lr-0-1 is done: held-out 63.0%%
                0:00 lr-0-2 is done: held-out 63.0%%
                0:00 lr-0-3 is done: held-out 63.0%%
                0:00 lr-0-4 is done: held-out 63.0%%

                recipe    test    loss  held-out  epoch  time
                lr-0-1  61.00%%  1.2346    63.00%%      3  1:15
                lr-0-2  61.00%%  1.2346    63.00%%      3  1:15
                lr-0-3  61.00%%  1.2346    63.00%%      3  1:15
                lr-0-4  61.00%%  1.2346    63.00%%      3  1:15
                Next:
                  resforge up --detach
                  resforge classify FILE
                  resforge report %s --open
                """.formatted(home, id(0, 1)));
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void submitsEachMemberWithItsRecipe() {
        sweep(rates, "--set", "epochs=7", "--model", "pets");
        List<Member> members = TestSweeps.members(TestSweeps.RATES.replace("epochs: 3", "epochs: 7"));
        assertThat(trainer.submit.asked())
                .extracting(SubmitRunRequest::getSpec)
                .containsExactlyElementsOf(members.stream()
                        .map(member -> RunSpec.newBuilder()
                                .setModel("pets")
                                .setDataset(home.toString())
                                .setRecipe(RecipeStruct.of(member.recipe()))
                                .build())
                        .toList());
    }

    @Test
    void putsPublishedFiguresBesideOurs() {
        assertThat(sweep("keras-study", "--set", "epochs=1")).isZero();
        assertThat(shell.out())
                .contains("Sweep keras-study: 12 members on " + home)
                .containsPattern("recipe +test  published +loss  published  held-out  epoch  time\n")
                .containsPattern("\nv2-20-baseline +61.00% +83.35% +1.2346 +0.9811 +63.00% +3  1:15\n")
                .containsPattern("\nv1-110 +61.00% +91.51% +1.2346 +0.4736 +63.00% +3  1:15\n");
    }

    @Test
    void showsALeaderboardOnATerminal() {
        Screen screen = Screen.live(80);
        assertThat(sweep(screen, rates)).isZero();
        assertThat(screen.frames()).anyMatch(frame -> frame.contains("1 of 4 members"));
        assertThat(Screen.plain(screen.out())).contains("\nlr-0-4  61.00%");
        assertThat(shell.out()).doesNotContain("is done: held-out");
    }

    @Test
    void trainsSoManyMembersAtATimeAndNoMore() {
        // Given: each of a pair waits for the other, so that one at a time would never end
        CyclicBarrier pair = new CyclicBarrier(2);
        AtomicInteger training = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        trainer.ending(run -> {
            most.accumulateAndGet(training.incrementAndGet(), Math::max);
            await(pair);
            training.decrementAndGet();
            return TestSweeps.succeeded(run);
        });
        // When
        assertThat(sweep(rates, "--parallel", "2")).isZero();
        // Then
        assertThat(most).hasValue(2);
        assertThat(submitted()).hasSize(4);
    }

    private static void await(CyclicBarrier pair) {
        try {
            pair.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("nothing else trains beside this one", e);
        }
    }

    @Test
    void goesOnWhenAMemberFails() {
        trainer.ending(run -> run.getRunId().equals(id(1, 1)) ? TestSweeps.failed(run) : TestSweeps.succeeded(run));
        assertThat(sweep(rates)).isEqualTo(1);
        assertThat(submitted()).hasSize(4);
        assertThat(shell.out())
                .contains(" lr-0-2 ended without a version: the loss is not a number\n")
                .containsPattern("\nlr-0-2 \\(failed\\) +– +– +– +– +–\n")
                .containsPattern("\nlr-0-4 +61.00%")
                .contains("\nlr-0-2: the loss is not a number\n");
    }

    @Test
    void goesOnWhenAMemberIsRefused() {
        trainer.submit.failing(
                1, Status.INVALID_ARGUMENT.withDescription("too wide").asRuntimeException());
        assertThat(sweep(rates)).isEqualTo(1);
        assertThat(shell.out())
                .contains("lr-0-1 (failed)")
                .containsPattern("\nlr-0-4 +61.00%")
                .contains("\nlr-0-1: too wide\n");
    }

    @Test
    void isBadUsageIfAllMembersAreRefusedAlike() {
        trainer.submit.failing(
                4, Status.INVALID_ARGUMENT.withDescription("no images").asRuntimeException());
        assertThat(sweep(rates)).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: no images\n");
    }

    @Test
    void endsWhenTheServerTakesNobody() {
        trainer.submit.failing(
                9, Status.PERMISSION_DENIED.withDescription("who are you?").asRuntimeException());
        assertThat(sweep(rates, "--parallel", "2")).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: who are you?\n");
        assertThat(submitted()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void submitsNothingAgainThatSucceeded() {
        // Given
        sweep(rates);
        String table = shell.out().substring(shell.out().indexOf("recipe"));
        // When
        assertThat(sweep(rates)).isZero();
        // Then
        assertThat(submitted()).hasSize(4).doesNotHaveDuplicates();
        assertThat(shell.out()).endsWith(table);
    }

    @Test
    void followsAgainWhatGoesOn() {
        Run goingOn =
                TestSweeps.training(10, 0.3).toBuilder().setRunId(id(0, 1)).build();
        trainer.with(goingOn);
        assertThat(sweep(rates)).isZero();
        assertThat(submitted()).containsExactly(id(0, 1), id(1, 1), id(2, 1), id(3, 1));
    }

    @Test
    void trainsWhatWasCancelledAgainUnderTheNextAttempt() {
        trainer.with(TestSweeps.cancelled(id(2, 1))).with(TestSweeps.cancelled(id(2, 2)));
        assertThat(sweep(rates)).isZero();
        assertThat(submitted()).containsExactly(id(0, 1), id(1, 1), id(2, 3), id(3, 1));
    }

    @Test
    void triesAFailedMemberAgainOnlyIfAsked() {
        // Given
        trainer.ending(run -> run.getRunId().equals(id(1, 1)) ? TestSweeps.failed(run) : TestSweeps.succeeded(run));
        sweep(rates);
        // When
        assertThat(sweep(rates)).isEqualTo(1);
        assertThat(submitted()).hasSize(4);
        assertThat(sweep(rates, "--retry")).isZero();
        // Then: what came of it counts from now on
        assertThat(sweep(rates)).isZero();
        assertThat(submitted()).hasSize(5).endsWith(id(1, 2));
    }

    @Test
    void givesAMemberUpThatWasCancelledTooOften() {
        for (int attempt = 1; attempt <= RunNames.MOST_ATTEMPTS; attempt++) {
            trainer.with(TestSweeps.cancelled(id(0, attempt)));
        }
        assertThat(sweep(rates)).isEqualTo(1);
        assertThat(submitted()).containsExactly(id(1, 1), id(2, 1), id(3, 1));
        assertThat(shell.out()).contains("\nlr-0-1: it was cancelled or failed 100 times\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--parallel 0, '--parallel must be from 1 to 64, was 0'",
        "--parallel 65, '--parallel must be from 1 to 64, was 65'",
        "--model My_Model, '--model must be 1 to 63 lower-case letters, digits and inner dashes, was ''My_Model'''",
        "--set epochs=many, 'rates.yaml: member lr-0-1: epochs must be a whole number, was ''many'''",
        "--set epohcs=1, 'rates.yaml: member lr-0-1: unknown key ''epohcs'', did you mean ''epochs''?"
    })
    void refusesWhatCannotBe(String words, String sentence) {
        List<String> all = new ArrayList<>(List.of(rates));
        all.addAll(List.of(words.split(" ")));
        assertThat(sweep(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: ").contains(sentence).hasLineCount(1);
        assertThat(shell.out()).isEmpty();
        assertThat(submitted()).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchSweep() {
        assertThat(sweep("rates")).isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("error: there is no sweep 'rates'; known are " + String.join(", ", NamedSweeps.names())
                        + " and files that end in .yaml\n");
        assertThat(sweep("none.yaml")).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: cannot use none.yaml: no such file\n");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path file = Files.writeString(home.resolve("recipe.yaml"), "{name: a, lr: 0.1}");
        assertThat(sweep(file.toString())).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: " + file + ": ").contains("one of members, grid and random");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(sweep(file.toString())).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: " + file + " is no text in UTF-8\n");
    }
}
