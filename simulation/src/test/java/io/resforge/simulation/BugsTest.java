package io.resforge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.simulation.Simulation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds what it is for; {@code target/bugs.md} then has the table of docs/reliability.md. */
class BugsTest {

    private static final int SEEDS = 10_000;
    private static final Logger ROOT = Logger.getLogger("");
    private static final Map<Bug, String> ROWS = new TreeMap<>();

    private record Found(long seed, Violation violation) {}

    @BeforeAll
    static void keepTheLogsToThemselves() {
        ROOT.setLevel(Level.OFF);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Bug bug) {
        // The seed that found it last is tried first: the search takes most of the time.
        Optional<Found> found = LongStream.concat(LongStream.of(bug.foundBy()), LongStream.rangeClosed(1, SEEDS))
                .mapToObj(seed -> Simulation.of(seed, bug).violation().map(violation -> new Found(seed, violation)))
                .flatMap(Optional::stream)
                .findFirst();

        assertThat(found).as("a seed that finds " + bug).isPresent();
        assertThat(found.get().seed()).as("the seed to write down with the bug").isEqualTo(bug.foundBy());
        ROWS.put(
                bug,
                "| " + bug + " | " + found.get().seed() + " | "
                        + found.get().violation().invariant() + " |");
    }

    @AfterAll
    static void writeTheTable() throws IOException {
        String head = "| bug | found by seed | what does not hold |\n|---|---|---|\n";
        Files.writeString(Path.of("target", "bugs.md"), head + String.join("\n", ROWS.values()) + "\n");
    }
}
