package io.resforge.support;

import io.resforge.neuralnet.torch.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Gives a thread short turns on the processor, which come at once, in the place of long ones that come late: {@code sched_setattr(2)}, which takes the
 * length of a turn for usual threads since Linux 6.12. For threads that do little at a time while others wait for it, such as event loops beside threads
 * that compute. Its share of the processor stays what it was.
 */
public final class ShortTimeSlices {

    private static final int SIZE = 48; // of struct sched_attr in its first version
    private static final int RUNTIME = 24; // offset
    private static final long SHORTEST_TURN_NANOS = 100_000;
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final Optional<MethodHandle> SYSCALL = syscall();

    private ShortTimeSlices() {}

    /** From here on the calling thread has short turns; on older systems and others than Linux nothing changes. */
    public static void become() {
        SYSCALL.ifPresent(ShortTimeSlices::become);
    }

    private static void become(MethodHandle syscall) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
            attributes.set(ValueLayout.JAVA_INT, 0, SIZE);
            attributes.set(ValueLayout.JAVA_LONG, RUNTIME, SHORTEST_TURN_NANOS);
            // The C library has no function for it. A failure is no more than a lost nicety.
            long _ = (long) syscall.invokeExact(ARM ? 274L : 314L, 0L, attributes, 0L);
        } catch (Throwable e) {
            throw new AssertionError("syscall throws nothing", e);
        }
    }

    private static Optional<MethodHandle> syscall() {
        boolean known = ARM || System.getProperty("os.arch").equals("amd64");
        if (!known || !CLibrary.LINUX) {
            return Optional.empty();
        }
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG);
        return CLibrary.find("syscall", signature, Linker.Option.firstVariadicArg(1));
    }
}
