package io.resforge.registry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.run.RunEnd.Outcome;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.value.VersionReference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunRecordsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
    private static final RunEnd.Result RESULT =
            new RunEnd.Result("cifar10", "1", 1, .5, null, null, null, false, "worse");

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(() -> new RunSpec("r", "m", " ", null, Map.of(), NOW), "dataset must be given"),
                wrong(() -> new RunSpec("r", "m", "d", "x", Map.of(), NOW), "a version must be"),
                wrong(() -> new RunSpec("r", "m", "d", null, null, NOW), "recipe must be given"),
                wrong(() -> new RunSpec("r", "m", "d", null, Map.of(), null), "submittedAt must be given"),
                wrong(() -> new RunSpec("r", "m", "d", null, Map.of(), Instant.MAX), "years 1970 to 9999"),
                wrong(
                        () -> new RunSpec("r", "m", "d", null, Map.of(), Instant.EPOCH.minusNanos(1)),
                        "years 1970 to 9999"),
                wrong(() -> RunAttempt.only("process", "h", -1, null, NOW), "pid must be at least 0"),
                wrong(() -> RunAttempt.only("", "h", 1, null, NOW), "launcher must be given"),
                wrong(() -> new RunStatus(NOW, null, null), "updatedAt must be given"),
                wrong(() -> new Progress(2, 1, 0, 1, 0, 0, null, null, 0, 0, 0), "epochs must be at least 2"),
                wrong(() -> new Progress(1, 1, 3, 2, 0, 0, null, null, 0, 0, 0), "steps must be at least 3"),
                wrong(
                        () -> new Progress(1, 1, 1, 1, Double.NaN, 0, null, null, 0, 0, 0),
                        "loss must be a finite number"),
                wrong(() -> new Progress(1, 1, 1, 1, 0, 1.1, null, null, 0, 0, 0), "accuracy must be within [0, 1]"),
                wrong(
                        () -> new Progress(1, 1, 1, 1, 0, 0, null, null, 0, Double.POSITIVE_INFINITY, 0),
                        "secondsLeft must be a finite"),
                wrong(
                        () -> new EpochRecord(0, 0, 0, null, 0, 0, null, null, null, 0, 0, false),
                        "epoch must be at least 1"),
                wrong(
                        () -> new EpochRecord(1, 0, 0, null, 0, Double.NaN, null, null, null, 0, 0, false),
                        "heldOutAccuracy must be within"),
                wrong(
                        () -> new EpochRecord(1, 0, 0, 2.0, 0, 0, null, null, null, 0, 0, false),
                        "trainingTop5 must be within"),
                wrong(
                        () -> new EpochRecord(1, 0, 0, null, 0, 0, null, null, Double.NaN, 0, 0, false),
                        "gradientNorm must be a finite"),
                wrong(() -> RunAttempt.only("process", "h", 1, null, NOW).as(0, 1, null), "attempt must be at least 1"),
                wrong(
                        () -> RunAttempt.only("process", "h", 1, null, NOW).as(3, 2, "dead"),
                        "attempts must be at least 3"),
                wrong(
                        () -> RunAttempt.only("process", "h", 1, null, NOW).as(2, 2, null),
                        "why there is a further attempt"),
                wrong(() -> new RunSpec("r", "m", "d", "a@b@3", Map.of(), NOW), "cifar10@17"),
                wrong(() -> new RunSpec("r", "m", "d", "A B@3", Map.of(), NOW), "a model's name must be"),
                wrong(() -> new RunEnd(Outcome.SUCCEEDED, "", null, NOW), "has a result if it succeeded"),
                wrong(() -> new RunEnd(Outcome.FAILED, "why", RESULT, NOW), "has a result if it succeeded"),
                wrong(() -> new RunEnd(Outcome.FAILED, " ", null, NOW), "the message of a failure"),
                wrong(() -> new RunEnd(null, "", null, NOW), "outcome must be given"),
                wrong(
                        () -> new RunEnd.Result("m", "1", 1, .5, 2.0, null, null, false, "d"),
                        "testAccuracy must be within"),
                wrong(
                        () -> new RunEnd.Result("m", "1", 1, .5, .5, -1.0, null, false, "d"),
                        "testLoss must be a finite number"),
                wrong(
                        () -> new RunEnd.Result("m", "1", 1, .5, .5, 1.0, 2.0, false, "d"),
                        "testFlipAccuracy must be within"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void refusesToBeWrong(ThrowingCallable made, String message) {
        assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(message);
    }

    @Test
    void readsTheResultOfAnEarlierBuildWhichHadFewerFigures() {
        // Given
        MemoryStore store = new MemoryStore();
        String end = """
                {"outcome": "SUCCEEDED", "message": "done", "endedAt": "2026-01-02T12:00:00Z", "result": {"model": "m",
                "version": "1", "epoch": 1, "heldOutAccuracy": 0.5, "testAccuracy": 0.5, "promoted": true, "decision": "d"}}
                """;
        store.put("runs/r/end.json", end.getBytes(StandardCharsets.UTF_8));
        // When
        RunEnd.Result result = new RunStore(store).end("r").orElseThrow().result();
        // Then
        assertThat(result).isEqualTo(new RunEnd.Result("m", "1", 1, .5, .5, null, null, true, "d"));
    }

    @Test
    void copiesTheRecipeToItsDepths() {
        // Given
        Map<String, Object> recipe = new HashMap<>();
        List<Object> milestones = new ArrayList<>(List.of(1L, 2.5f));
        recipe.put("milestones", milestones);
        recipe.put("absent", null);
        RunSpec spec = new RunSpec("r", "m", "d", null, recipe, NOW);
        // When
        milestones.clear();
        recipe.clear();
        // Then
        assertThat(spec.recipe())
                .hasSize(2)
                .containsEntry("milestones", List.of(1, 2.5))
                .containsEntry("absent", null);
    }

    @Test
    void aVersionOfTheSameModelIsWrittenWithoutIt() {
        assertThat(new RunSpec("r", "m", "d", "m@7", Map.of(), NOW).fromVersion())
                .isEqualTo("7");
        assertThat(new RunSpec("r", "m", "d", "other@7", Map.of(), NOW).origin())
                .hasValue(new VersionReference("other", "7"));
        assertThat(new RunSpec("r", "m", "d", null, Map.of(), NOW).origin()).isEmpty();
    }

    private static Arguments wrong(ThrowingCallable made, String message) {
        return Arguments.of(made, message);
    }
}
