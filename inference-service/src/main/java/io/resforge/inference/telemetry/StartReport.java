package io.resforge.inference.telemetry;


import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How long a start took.
 *
 * @param took what each phase added, none below zero
 */
public record StartReport(Map<StartPhase, Duration> took) {

    public StartReport {
        took = Map.copyOf(took);
        if (took.values().stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("a phase takes no time below zero, took " + took);
        }
    }

    /** All phases together. */
    public Duration total() {
        return took.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** Seconds, such as {@code 1.32 s: JVM 0.21, framework 0.55, engine 0.18, model 0.31, warm-up 0.07}. */
    @Override
    public String toString() {
        return took.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(phase -> phase.getKey() + " " + seconds(phase.getValue()))
                .collect(Collectors.joining(", ", seconds(total()) + " s: ", ""));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e9);
    }
}
