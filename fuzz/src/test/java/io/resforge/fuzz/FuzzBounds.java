package io.resforge.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/** What holds of each input that is read: it fails in a way that is documented, or not; and takes no more memory and time than is stated. */
public final class FuzzBounds {

    /** Of a processor, for one input: as long as decoding an image may take, and as much again for a machine that is slow. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FuzzBounds() {}

    /** Reads an input. */
    public interface Reading {

        /** Fails as its documentation says, and in no other way. */
        void read() throws Exception;
    }

    /**
     * Reads an input within bounds.
     *
     * @param mostBytes that may be allocated, in all
     * @param failures that are documented; every other one is thrown on
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static void hold(long mostBytes, Reading reading, Class<? extends Exception>... failures) throws Exception {
        long allocated = Long.MAX_VALUE;
        // The first time it may be classes that take memory.
        for (int times = 0; times < 2 && allocated > mostBytes; times++) {
            allocated = allocated(reading, List.of(failures));
        }
        if (allocated > mostBytes) {
            throw new AssertionError("it took " + allocated + " bytes; allowed are " + mostBytes);
        }
    }

    private static long allocated(Reading reading, List<Class<? extends Exception>> failures) throws Exception {
        long bytes = THREADS.getTotalThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        try {
            reading.read();
        } catch (Exception e) {
            if (failures.stream().noneMatch(failure -> failure.isInstance(e))) {
                throw e;
            }
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a failure must say what is wrong", e);
            }
        }
        long took = THREADS.getCurrentThreadCpuTime() - nanos;
        if (took > LONGEST.toNanos()) {
            throw new AssertionError("it took " + Duration.ofNanos(took) + " of a processor; allowed are " + LONGEST);
        }
        return THREADS.getTotalThreadAllocatedBytes() - bytes;
    }
}
