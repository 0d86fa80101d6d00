package io.resforge.network.scheduling;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Gives a thread short turns on the processor, which come at once, in the place of long ones that come late: {@code sched_setattr(2)}, which takes the
 * length of a turn for usual threads since Linux 6.12. For threads that do little at a time while others wait for it, such as event loops beside threads
 * that compute. Its share of the processor stays what it was.
 */
public final class Prompt {

    private static final int SIZE = 48; // of struct sched_attr in its first version
    private static final int RUNTIME = 24; // offset
    private static final long SHORTEST_TURN_NANOS = 100_000;

    private Prompt() {}

    /** From here on the calling thread has short turns; on older systems and others than Linux nothing changes. */
    public static void become() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (!System.getProperty("os.name").equals("Linux")
                || !arm && !System.getProperty("os.arch").equals("amd64")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
            attributes.set(ValueLayout.JAVA_INT, 0, SIZE);
            attributes.set(ValueLayout.JAVA_LONG, RUNTIME, SHORTEST_TURN_NANOS);
            // The C library has no function for it. A failure is no more than a lost nicety.
            long _ = (long) syscall().invokeExact(arm ? 274L : 314L, 0L, attributes, 0L);
        } catch (Throwable e) {
            throw new AssertionError("syscall throws nothing", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle syscall() {
        MemorySegment address =
                Linker.nativeLinker().defaultLookup().find("syscall").orElseThrow();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(address, signature, Linker.Option.firstVariadicArg(1));
    }
}
