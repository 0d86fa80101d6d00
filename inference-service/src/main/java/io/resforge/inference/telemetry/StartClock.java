package io.resforge.inference.telemetry;

import io.resforge.inference.telemetry.StartClock.StartPhase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Takes down when each phase of a start ended. Any thread may use it. */
public final class StartClock {

    private final LongSupplier nanoTime;
    private final long began;
    private final Map<StartPhase, Long> ends = new EnumMap<>(StartPhase.class);

    /** A clock like {@link System#nanoTime}, and when the process began by it. */
    public StartClock(LongSupplier nanoTime, long began) {
        this.nanoTime = nanoTime;
        this.began = began;
    }

    /** A clock for the start of this process, which began when its JVM did. */
    public static StartClock ofThisProcess() {
        long age = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        return new StartClock(System::nanoTime, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(age));
    }

    /** A phase has ended now. Only its first end counts: later ones belong to later models. */
    public synchronized void ended(StartPhase phase) {
        ends.putIfAbsent(phase, nanoTime.getAsLong());
    }

    /** How long each phase took that has ended. */
    public synchronized StartReport report() {
        Map<StartPhase, Duration> took = new EnumMap<>(StartPhase.class);
        long before = began;
        for (Map.Entry<StartPhase, Long> end : ends.entrySet()) {
            // A phase that ran beside the one before may have ended first, and then took no time of its own.
            took.put(end.getKey(), Duration.ofNanos(Math.max(0, end.getValue() - before)));
            before = Math.max(before, end.getValue());
        }
        return new StartReport(took);
    }

    /** The phases of a start, in their order. Each begins when the one before has ended. */
    public enum StartPhase {
        /** From the process to our first line. */
        JVM("JVM"),
        /** The framework, its servers and our parts. */
        FRAMEWORK("framework"),
        /** The native library that computes. */
        ENGINE("engine"),
        /** The model's files, read, checked and handed to the engine. */
        MODEL("model"),
        /** Batches of all sizes, compared with the golden images' logits, until the model is live. */
        WARM_UP("warm-up");

        private final String label;

        StartPhase(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** What each phase of a start added, none below zero. */
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
}
