package io.resforge.registry.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd.Outcome;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.FailingStore.Moment;
import io.resforge.registry.store.SimultaneousWriters;
import io.resforge.registry.store.StoreFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunStoreTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final RunStore runs = new RunStore(store);

    @Test
    void readsBackEveryRecord() {
        // Given
        RunAttempt launch = RunAttempt.only("process", "laptop", 17, NOON, NOON);
        RunStatus status = new RunStatus(
                NOON, NOON.plusMillis(5), new RunStatus.Progress(1, 10, 3, 352, 2.1, .25, .75, 1.5, 1234.5, 60, .1));
        RunEnd end = new RunEnd(
                Outcome.SUCCEEDED,
                "",
                new RunEnd.Result("cifar10", "17", 9, .91, null, null, null, true, "the first version"),
                NOON);
        // When
        runs.submit(spec("run-1", NOON));
        runs.claim("run-1", launch);
        runs.report("run-1", status);
        runs.finish("run-1", epoch(1));
        runs.end("run-1", end);
        // Then
        assertThat(runs.spec("run-1")).hasValue(spec("run-1", NOON));
        assertThat(runs.launch("run-1")).hasValue(launch);
        assertThat(runs.status("run-1")).hasValue(status);
        assertThat(runs.epochs("run-1")).containsExactly(epoch(1));
        assertThat(runs.end("run-1")).hasValue(end);
    }

    @Test
    void hasNothingToSayOfARunThatIsNotThere() {
        assertThat(runs.ids()).isEmpty();
        assertThat(runs.spec("run-1")).isEmpty();
        assertThat(runs.launch("run-1")).isEmpty();
        assertThat(runs.status("run-1")).isEmpty();
        assertThat(runs.epochs("run-1")).isEmpty();
        assertThat(runs.epochsAfter("run-1", 0)).isEmpty();
        assertThat(runs.end("run-1")).isEmpty();
    }

    @Test
    void keepsTheFirstSubmissionOfAnId() {
        // Given
        RunSpec first = spec("run-1", NOON);
        runs.submit(first);
        // When
        boolean again = runs.submit(spec("run-1", NOON.plusSeconds(1)));
        // Then
        assertThat(again).isFalse();
        assertThat(runs.spec("run-1")).hasValue(first);
        assertThat(runs.ids()).containsExactly("run-1");
    }

    @Test
    void listsTheNewestSubmissionFirst() {
        // Given
        runs.submit(spec("b", NOON));
        runs.submit(spec("z", NOON.minusSeconds(1)));
        runs.submit(spec("a", NOON.plusNanos(1)));
        runs.submit(spec("c", Instant.EPOCH));
        runs.submit(spec("d", Instant.parse("9999-12-31T23:59:59.999999999Z")));
        // Then
        assertThat(runs.ids()).containsExactly("d", "a", "b", "z", "c");
    }

    @Test
    void listsAThousandRunsWithOneRequest() {
        // Given
        IntStream.range(0, 1_000).forEach(i -> runs.submit(spec("run-" + i, NOON.plusSeconds(i))));
        store.requests();
        // When
        List<String> ids = runs.ids();
        // Then
        assertThat(ids).hasSize(1_000).startsWith("run-999", "run-998").endsWith("run-0");
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(0, 1));
    }

    @Test
    void listsARunThatWasCutOffWhenItIsSubmittedAgain() {
        for (Moment moment : Moment.values()) {
            for (int write = 1; write <= 2; write++) {
                // Given
                String id = "run-" + moment.ordinal() + write;
                RunStore dying = new RunStore(new FailingStore(store, write, moment));
                assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> dying.submit(spec(id, NOON)));
                // When
                runs.submit(spec(id, NOON.plusSeconds(5)));
                // Then
                assertThat(runs.ids()).containsOnlyOnce(id);
                assertThat(runs.spec(id)).isPresent();
            }
        }
    }

    @Test
    void letsOneOfEightControlPlanesLaunchARun() throws Exception {
        // When
        List<Boolean> claimed = SimultaneousWriters.of(
                8, i -> runs.claim("run-1", RunAttempt.only("process", "host-" + i, 0, null, NOON)));
        // Then
        assertThat(claimed).containsOnlyOnce(true);
        assertThat(runs.launch("run-1").orElseThrow().host()).isEqualTo("host-" + claimed.indexOf(true));
    }

    @Test
    void completesAClaimWithTheProcess() {
        // Given
        runs.claim("run-1", RunAttempt.only("process", "laptop", 0, null, NOON));
        RunAttempt started = RunAttempt.only("process", "laptop", 4711, NOON.plusMillis(3), NOON);
        // When
        runs.launched("run-1", started);
        // Then
        assertThat(runs.launch("run-1")).hasValue(started);
    }

    @Test
    void letsOneOfEightControlPlanesMakeTheNextAttempt() throws Exception {
        // Given
        RunAttempt first = RunAttempt.only("process", "laptop", 17, NOON, NOON).as(1, 4, null);
        runs.claim("run-1", first);
        // When
        List<Boolean> claimed = SimultaneousWriters.of(
                8,
                i -> runs.claim(
                        "run-1",
                        RunAttempt.only("process", "host-" + i, 0, null, NOON).as(2, 4, "it died")));
        // Then
        assertThat(claimed).containsOnlyOnce(true);
        RunAttempt second = runs.launch("run-1").orElseThrow();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.host()).isEqualTo("host-" + claimed.indexOf(true));
        assertThat(runs.isFollowed("run-1", first)).isTrue();
        assertThat(runs.isFollowed("run-1", second)).isFalse();
    }

    @Test
    void readsAnEpochThatAnOlderBuildWrote() {
        // Given
        String old = """
                {"epoch": 1, "trainingLoss": 1.5, "trainingAccuracy": 0.4, "heldOutLoss": 1.25, "heldOutAccuracy": 0.5,
                 "learningRate": 0.1, "imagesPerSecond": 2000, "best": true}""";
        store.put("runs/run-1/epochs/0001.json", old.getBytes(UTF_8));
        // When
        EpochRecord epoch = runs.epochs("run-1").getFirst();
        // Then
        assertThat(epoch.trainingTop5()).isNull();
        assertThat(epoch.gradientNorm()).isNull();
    }

    @Test
    void keepsTheFirstEndOfARun() {
        // Given
        RunEnd cancelled = new RunEnd(Outcome.CANCELLED, "not needed", null, NOON);
        // When
        boolean first = runs.end("run-1", cancelled);
        boolean second = runs.end("run-1", new RunEnd(Outcome.FAILED, "killed", null, NOON));
        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(runs.end("run-1")).hasValue(cancelled);
    }

    @Test
    void listsEpochsInTheOrderOfTheirNumbers() {
        // When
        for (int number : new int[] {2, 10_000, 1, 9_999}) {
            runs.finish("run-1", epoch(number));
        }
        // Then
        assertThat(runs.epochs("run-1")).extracting(EpochRecord::epoch).containsExactly(1, 2, 9_999, 10_000);
        assertThat(store.list("runs/run-1/epochs/0001")).containsExactly("runs/run-1/epochs/0001.json");
    }

    @Test
    void asksForOneObjectWhenNoEpochIsNew() {
        // Given
        IntStream.rangeClosed(1, 3).forEach(i -> runs.finish("run-1", epoch(i)));
        store.requests();
        // Then
        assertThat(runs.epochsAfter("run-1", 3)).isEmpty();
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(1, 0));
        assertThat(runs.epochsAfter("run-1", 1)).containsExactly(epoch(2), epoch(3));
        assertThatIllegalArgumentException().isThrownBy(() -> runs.epochsAfter("run-1", -1));
    }

    @Test
    void keepsTheFirstRecordOfAnEpoch() {
        // Given
        runs.finish("run-1", epoch(1));
        // When
        runs.finish("run-1", new EpochRecord(1, 9, .1, .5, 9, .1, .5, null, 2.0, .1, 1, false));
        // Then
        assertThat(runs.epochs("run-1")).containsExactly(epoch(1));
    }

    @Test
    void namesADamagedObjectAndHidesNoOtherRun() {
        // Given
        runs.submit(spec("good", NOON));
        runs.submit(spec("bad", NOON.plusSeconds(1)));
        store.put("runs/bad/spec.json", "{\"runId\":".getBytes(UTF_8));
        store.put("runs/bad/epochs/0001.json", "{\"epoch\":7}".getBytes(UTF_8));
        // Then
        assertThat(runs.ids()).containsExactly("bad", "good");
        assertThat(runs.spec("good")).isPresent();
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> runs.spec("bad"))
                .withMessageStartingWith("the stored object runs/bad/spec.json is damaged: ");
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> runs.epochs("bad"))
                .withMessageStartingWith("the stored object runs/bad/epochs/0001.json is damaged: ");
    }

    @Test
    void noticesAnObjectOfAnotherRunOrEpoch() {
        // Given
        runs.submit(spec("a", NOON));
        runs.finish("a", epoch(1));
        store.put("runs/b/spec.json", store.get("runs/a/spec.json").orElseThrow());
        store.put(
                "runs/b/epochs/0002.json", store.get("runs/a/epochs/0001.json").orElseThrow());
        // Then
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> runs.spec("b"))
                .withMessageEndingWith("it says that it is of run a");
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> runs.epochs("b"))
                .withMessageEndingWith("it says that it is epoch 1");
    }

    @Test
    void passesOverObjectsThatAreNoRuns() {
        // Given
        store.put("runs-by-time/README", new byte[0]);
        store.put("runs/run-1/epochs/notes.txt", new byte[0]);
        // Then
        assertThat(runs.ids()).isEmpty();
        assertThat(runs.epochs("run-1")).isEmpty();
    }

    @Test
    void refusesAnIdThatCannotBeARuns() {
        for (String id : List.of("", "Run", "a_b", "-a", "a-", "../x", "a/b", "x".repeat(64))) {
            assertThatIllegalArgumentException()
                    .as(id)
                    .isThrownBy(() -> runs.spec(id))
                    .withMessageContaining("lower-case letters, digits and inner dashes");
        }
    }

    static RunSpec spec(String id, Instant submittedAt) {
        Map<String, Object> recipe = Map.of("epochs", 10, "seed", 1L << 40, "peak", .1f, "milestones", List.of(5, 7.5));
        return new RunSpec(id, "cifar10", "/data/cifar", null, recipe, submittedAt);
    }

    private static EpochRecord epoch(int number) {
        return new EpochRecord(number, 1.5, .4, .9, 1.25, .5, .95, .55, 2.5, .1, 2000, true);
    }
}
