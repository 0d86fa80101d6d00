package io.resforge.inference.watcher;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Lowers a thread's share of the processor on Linux, where the JVM ignores the priorities of Java threads. */
final class Niceness {

    private static final int PRIO_PROCESS = 0; // of sys/resource.h
    private static final int THIS_THREAD = 0; // Linux counts niceness by thread
    private static final int LOWER = 10;

    private Niceness() {}

    /** Lowers that of the calling thread; elsewhere than on Linux it does nothing. */
    static void lower() {
        Optional<MemorySegment> setpriority = System.getProperty("os.name").equals("Linux")
                ? Linker.nativeLinker().defaultLookup().find("setpriority")
                : Optional.empty();
        setpriority.ifPresent(Niceness::lower);
    }

    @SuppressWarnings("restricted")
    private static void lower(MemorySegment address) {
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle setpriority = Linker.nativeLinker().downcallHandle(address, signature);
        try {
            // A failure is no more than a lost nicety.
            int _ = (int) setpriority.invokeExact(PRIO_PROCESS, THIS_THREAD, LOWER);
        } catch (Throwable e) {
            throw new AssertionError("setpriority throws nothing", e);
        }
    }
}
