package io.resforge.inference.telemetry;



import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Takes down when each phase of a start ended. Any thread may use it. */
public final class StartClock {

    private final LongSupplier nanoTime;
    private final long began;
    private final Map<StartPhase, Long> ends = new EnumMap<>(StartPhase.class);

    /**
     * A clock for a start.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param began when the process began, by that clock
     */
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
}
