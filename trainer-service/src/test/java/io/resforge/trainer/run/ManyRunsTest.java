package io.resforge.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.Json;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.process.ProcessBackend;
import io.resforge.trainer.run.RunPage.Cursor;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.SampleRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManyRunsTest {

    private static final int RUNS = 10_000;
    private static final int PAGE = 50;

    /** What is read of a run for a list, and a few for those that are looked at in advance. */
    private static final int MOST_READS = 5 * (PAGE + 30);

    private final Ended store = new Ended();
    private final RunStore runs = new RunStore(store);
    private final RunService service = new RunService(
            runs,
            new Checkpoints(store, SampleRuns.CLOCK),
            new ProcessBackend(runs, new TrainingRuns(runs), new FakeLauncher("here", 1), () -> {}),
            SampleRuns.CLOCK,
            new Random(7));

    @Test
    void readsForAPageOnlyWhatItShowsAndNothingTheSecondTime() {
        RunPage first = service.list(RunFilter.ALL, Optional.empty(), PAGE);
        assertThat(first.runs()).hasSize(PAGE);
        assertThat(store.reads.get()).isLessThan(MOST_READS);

        store.reads.set(0);
        assertThat(service.list(RunFilter.ALL, Optional.empty(), PAGE).runs()).hasSize(PAGE);
        assertThat(store.reads.get()).isZero();

        service.list(RunFilter.ALL, first.next(), PAGE);
        assertThat(store.reads.get()).isLessThan(MOST_READS);
    }

    @Test
    void reachesEachRunOnceByGoingFromPageToPage() {
        List<String> seen = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            RunPage page = service.list(RunFilter.ALL.containing("RUN-"), next, 1_000);
            page.runs().forEach(run -> seen.add(run.id()));
            next = page.next();
        } while (next.isPresent());
        assertThat(seen).hasSize(RUNS).doesNotHaveDuplicates();
    }

    /** As many runs, all ended, without a disk. */
    private static final class Ended implements ObjectStore {

        private final AtomicInteger reads = new AtomicInteger();
        private final List<String> index = IntStream.range(0, RUNS)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "runs-by-time/20261121T%02d%02d%02d.000000000Z_run-%d",
                        i / 3600,
                        i / 60 % 60,
                        i % 60,
                        i))
                .toList();

        @Override
        public Optional<byte[]> get(String key) {
            reads.incrementAndGet();
            String[] parts = key.split("/");
            if (key.endsWith("/spec.json")) {
                int i = Integer.parseInt(parts[1].substring("run-".length()));
                return Optional.of(Json.encode(SampleRuns.request(parts[1])
                        .spec(
                                parts[1],
                                java.time.Instant.parse("2026-11-21T00:00:00Z").plusSeconds(i))));
            }
            return key.endsWith("/end.json")
                    ? Optional.of(Json.encode(SampleRuns.failed("as it was")))
                    : Optional.empty();
        }

        @Override
        public List<String> list(String prefix) {
            return prefix.equals("runs-by-time/") ? index : List.of();
        }

        @Override
        public boolean create(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void put(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String key) {
            throw new UnsupportedOperationException();
        }
    }
}
