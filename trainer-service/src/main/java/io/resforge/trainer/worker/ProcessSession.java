package io.resforge.trainer.worker;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The session of processes that this one belongs to: a Ctrl-C in a terminal goes to all of the session's foreground. */
public final class ProcessSession {

    private ProcessSession() {}

    /**
     * Moves this process into a session of its own, by POSIX's {@code setsid}, so that what is typed in the terminal of whoever started
     * it no longer reaches it.
     *
     * @return whether that was done; it is not where the system has no such call, or this process leads a group already
     */
    @SuppressWarnings("restricted") // a call into the system
    public static boolean leave() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setsid = linker.defaultLookup().find("setsid");
        if (setsid.isEmpty()) {
            return false;
        }
        try {
            int session = (int) linker.downcallHandle(setsid.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT))
                    .invokeExact();
            return session > 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setsid cannot be called", e);
        }
    }
}
