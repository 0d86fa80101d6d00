package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.CLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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
    public static boolean leave() {
        Optional<MethodHandle> setsid = CLibrary.find("setsid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
        if (setsid.isEmpty()) {
            return false;
        }
        try {
            return (int) setsid.get().invokeExact() > 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setsid cannot be called", e);
        }
    }
}
