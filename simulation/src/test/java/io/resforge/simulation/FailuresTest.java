package io.resforge.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.resforge.simulation.Simulation.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many seeds, each a day of failures. {@code -Dsimulation.seeds=1000000} tries a million, {@code -Dsimulation.first=7} begins with the seed 7.
 */
class FailuresTest {

    private static final Logger ROOT = Logger.getLogger("");

    /** So long a normal test begins seeds, on a machine that is too busy for all of them. */
    private static final Duration LONGEST = Duration.ofSeconds(50);

    /** Between two lines of how far it is. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    @BeforeAll
    static void keepTheLogsOfMillionsOfFailuresToThemselves() {
        ROOT.setLevel(Level.OFF);
    }

    @Test
    void nothingIsLostWhateverFails() throws Exception {
        Optional<Long> asked = Optional.of(System.getProperty("simulation.seeds", ""))
                .filter(it -> !it.isBlank())
                .map(Long::valueOf);
        long seeds = asked.orElse(10_000L);
        String begin = System.getProperty("simulation.first", "");
        long first = begin.isBlank() ? 1 : Long.parseLong(begin);
        try (SeedSearch search = new SeedSearch(first, seeds, Bug.NONE, asked.isPresent() ? Duration.ZERO : LONGEST)) {
            OptionalLong failing = search.failing(A_WHILE);

            System.out.printf(
                    Locale.ROOT, "Simulated %,d of %,d seeds in %d s%n", search.tried(), seeds, search.seconds());
            failing.ifPresent(FailuresTest::tell);
            assertThat(search.isDone()).as("each process came to its end").isTrue();
            assertThat(search.tried()).as("seeds that were tried").isPositive();
        }
    }

    @Test
    void tellsTheSeedThatFails() throws Exception {
        long seed = Bug.END_REPLACED.foundBy();
        try (SeedSearch search = new SeedSearch(seed, 1, Bug.END_REPLACED, Duration.ZERO)) {
            assertThat(search.failing(A_WHILE)).hasValue(seed);
        }
    }

    @Test
    void tellsHowFarItIs() {
        assertThat(SeedSearch.progress(2_500, 1_000_000, 20))
                .isEqualTo("Simulated 2,500 of 1,000,000 seeds in 20 s; all of them take 2:13:00 more");
    }

    /** Shows as little of a failing run as shows the failure. */
    private static void tell(long seed) {
        Outcome smallest = Shrinking.of(seed, Bug.NONE, Shrinking.MOST_TRIES);
        smallest.trace().forEach(System.out::println);
        Simulation.Violation violation = smallest.violation().orElseThrow();
        fail(
                "seed " + seed + ", with these faults and actions left: " + smallest.happened() + ": "
                        + violation.invariant() + ": " + violation.words(),
                violation.cause().orElse(null));
    }

    @Test
    void theSameSeedDoesTheSame() {
        Outcome first = new Simulation(7, Bug.NONE, Set.of(), true).run();
        Outcome second = new Simulation(7, Bug.NONE, Set.of(), true).run();

        assertThat(first.trace()).hasSizeGreaterThan(100).isEqualTo(second.trace());
    }

    @Test
    void aFailingRunShrinks() {
        long seed = LongStream.rangeClosed(1, 1_000)
                .filter(it -> Simulation.of(it, Bug.END_REPLACED).violation().isPresent())
                .findFirst()
                .orElseThrow();
        Outcome whole = Simulation.of(seed, Bug.END_REPLACED);

        Outcome smallest = Shrinking.of(seed, Bug.END_REPLACED, 60);

        assertThat(smallest.violation().map(Simulation.Violation::invariant))
                .isEqualTo(whole.violation().map(Simulation.Violation::invariant));
        assertThat(smallest.happened()).hasSizeLessThan(whole.happened().size());
        assertThat(smallest.trace()).anyMatch(line -> line.contains("VIOLATED"));
    }
}
