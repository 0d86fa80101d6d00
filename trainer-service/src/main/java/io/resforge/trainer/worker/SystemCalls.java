package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.CLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** What Java has no method for and the system does. */
final class SystemCalls {

    private SystemCalls() {}

    /**
     * Ends this process by POSIX's {@code _exit}, without what Java and native libraries do at an exit. {@link Runtime#halt} still runs
     * the libraries' destructors: a thread that is inside of one of them at that moment crashes, and leaves a crash report behind.
     */
    static void exit(int code) {
        Optional<MethodHandle> exit = CLibrary.find("_exit", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
        if (exit.isPresent()) {
            try {
                exit.get().invokeExact(code);
            } catch (Throwable e) {
                throw new IllegalStateException("_exit cannot be called", e);
            }
        }
        Runtime.getRuntime().halt(code);
    }

    /**
     * Moves this process into a session of its own, by POSIX's {@code setsid}, so that what is typed in the terminal that started
     * it no longer reaches it.
     *
     * @return whether that was done; it is not where the system has no such call, or this process leads a group already
     */
    static boolean leaveSession() {
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
