package io.resforge.inference.watcher;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Has a thread compute only while nobody else would, on Linux, where the JVM ignores the priorities of Java threads. A thread that is
 * merely nice keeps its processor for some milliseconds when a worker wakes; an idle one gives it back at once.
 */
final class Niceness {

    private static final int THIS_THREAD = 0; // Linux counts both by thread
    private static final int SCHED_IDLE = 5; // of sched.h
    private static final int PRIO_PROCESS = 0; // of sys/resource.h
    private static final int LOWEST = 19;

    private Niceness() {}

    /** Lowers the calling thread, and those that it starts; elsewhere than on Linux it does nothing. */
    static void lower() {
        if (System.getProperty("os.name").equals("Linux") && !becomeIdle()) {
            call(
                    "setpriority",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    PRIO_PROCESS,
                    THIS_THREAD,
                    LOWEST);
        }
    }

    private static boolean becomeIdle() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocateFrom(JAVA_INT, 0);
            FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
            return call("sched_setscheduler", signature, THIS_THREAD, SCHED_IDLE, priority) == 0;
        }
    }

    /** What the function returned; a failure is no more than a lost nicety. */
    @SuppressWarnings("restricted")
    private static int call(String function, FunctionDescriptor signature, Object... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(function)
                .map(address -> {
                    try {
                        return (int) linker.downcallHandle(address, signature).invokeWithArguments(arguments);
                    } catch (Throwable e) {
                        throw new AssertionError(function + " throws nothing", e);
                    }
                })
                .orElse(-1);
    }
}
