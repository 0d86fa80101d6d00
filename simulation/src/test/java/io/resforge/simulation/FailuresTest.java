package io.resforge.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.resforge.simulation.Simulation.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many seeds, each a day of failures. They run one after another: with two at once, a virtual thread of one that waited for a lock of the
 * JDK, and then crashed, kept it from the other for ever. {@code -Dsimulation.seeds=1000000} tries a million, {@code -Dsimulation.first=7} begins with the
 * seed 7.
 */
class FailuresTest {

    private static final Logger ROOT = Logger.getLogger("");

    /** So long a normal test tries seeds, and so many on a machine that is so busy that it would try fewer. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final long LEAST = 100;

    /** Between two lines of how far it is. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    @BeforeAll
    static void keepTheLogsOfMillionsOfFailuresToThemselves() {
        ROOT.setLevel(Level.OFF);
    }

    @Test
    void nothingIsLostWhateverFails() {
        Optional<Long> asked = Optional.of(System.getProperty("simulation.seeds", ""))
                .filter(it -> !it.isBlank())
                .map(Long::valueOf);
        long seeds = asked.orElse(10_000L);
        String begin = System.getProperty("simulation.first", "");
        long first = begin.isBlank() ? 1 : Long.parseLong(begin);
        long started = System.nanoTime();
        AtomicLong tried = new AtomicLong();
        AtomicLong told = new AtomicLong(started);

        OptionalLong failing = LongStream.range(first, first + seeds)
                .filter(seed -> asked.isPresent() || tried.get() < LEAST || secondsSince(started) < LONGEST.toSeconds())
                .peek(seed -> {
                    if (secondsSince(told.get()) >= A_WHILE.toSeconds()) {
                        told.set(System.nanoTime());
                        System.out.println(progress(tried.get(), seeds, secondsSince(started)));
                    }
                    tried.incrementAndGet();
                })
                .filter(seed -> Simulation.of(seed, Bug.NONE).violation().isPresent())
                .findFirst();

        System.out.printf(
                Locale.ROOT, "Simulated %,d of %,d seeds in %d s%n", tried.get(), seeds, secondsSince(started));
        failing.ifPresent(FailuresTest::tell);
    }

    private static long secondsSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
    }

    private static String progress(long tried, long seeds, long seconds) {
        Duration left = Duration.ofSeconds(Math.max(seeds - tried, 0) * seconds / Math.max(tried, 1));
        return String.format(
                Locale.ROOT,
                "Simulated %,d of %,d seeds in %d s; all of them take %d:%02d:%02d more",
                tried,
                seeds,
                seconds,
                left.toHours(),
                left.toMinutesPart(),
                left.toSecondsPart());
    }

    @Test
    void tellsHowFarItIs() {
        assertThat(progress(2_500, 1_000_000, 20))
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
