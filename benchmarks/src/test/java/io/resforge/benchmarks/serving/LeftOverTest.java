package io.resforge.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeftOverTest {

    private static final int STEPS = 20;
    private static final int RELOADS_A_STEP = 10;

    @Test
    void findsAModelThatEachReloadLeavesOver() {
        assertThat(complaints(step -> 300 + 1.1 * RELOADS_A_STEP * step))
                .singleElement()
                .asString()
                .contains("memory grew");
    }

    @Test
    void takesWhatTheCompilerAndTheAllocatorKeepForNoLeak() {
        // Given the megabytes of a run in which no model was left over
        List<Integer> seen = List.of(
                307, 316, 319, 322, 323, 324, 327, 328, 328, 327, 333, 342, 351, 358, 357, 358, 354, 357, 357, 359);
        assertThat(complaints(seen::get)).isEmpty();
    }

    @Test
    void findsLeasesAndThreadsThatAreLeft() {
        LeftOver before = new LeftOver(300, 20, 28, 0);
        assertThat(new LeftOver(300, 21, 28, 0).complaints(before, steps(step -> 300)))
                .hasSize(1);
        assertThat(new LeftOver(300, 20, 28, 1).complaints(before, steps(step -> 300)))
                .hasSize(1);
        assertThat(new LeftOver(300, 20, 28, Double.NaN).complaints(before, steps(step -> 300)))
                .hasSize(1);
    }

    private static List<String> complaints(IntToDoubleFunction megabytes) {
        LeftOver before = new LeftOver(298, 20, 28, 0);
        return before.complaints(before, steps(megabytes));
    }

    private static List<LeftOver> steps(IntToDoubleFunction megabytes) {
        return IntStream.range(0, STEPS)
                .mapToObj(step -> new LeftOver(megabytes.applyAsDouble(step), 20, 28, 0))
                .toList();
    }
}
