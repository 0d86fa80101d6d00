package io.resforge.support;

import io.resforge.neuralnet.torch.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Lets a thread use only what the others leave of the processor, on Linux, where the JVM ignores the priorities of Java threads. Such a
 * thread is preempted as soon as another wakes; one that is merely nice keeps the core for some milliseconds first, which calls would
 * feel. Threads that it starts are as it is, and it stays so: a usual user may not take that back.
 */
public final class IdlePriority {

    private static final int SCHED_IDLE = 5; // of linux/sched.h
    private static final int THIS_THREAD = 0;
    private static final Optional<MethodHandle> SET_SCHEDULER = setScheduler();

    private IdlePriority() {}

    /** From here on the calling thread runs when no other wants to; elsewhere than on Linux nothing changes. */
    public static void enter() {
        SET_SCHEDULER.ifPresent(IdlePriority::enter);
    }

    private static void enter(MethodHandle setScheduler) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, 0); // the policy has this one only
            // A failure is no more than a lost nicety.
            int _ = (int) setScheduler.invokeExact(THIS_THREAD, SCHED_IDLE, priority);
        } catch (Throwable e) {
            throw new AssertionError("sched_setscheduler throws nothing", e);
        }
    }

    private static Optional<MethodHandle> setScheduler() {
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        return CLibrary.LINUX ? CLibrary.find("sched_setscheduler", signature) : Optional.empty();
    }
}
