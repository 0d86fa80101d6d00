package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.CLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The end of this process at once. */
public final class Exit {

    private Exit() {}

    /**
     * Ends this process by POSIX's {@code _exit}, without what Java and native libraries do at an exit. {@link Runtime#halt} still runs
     * the libraries' destructors: a thread that is inside of one of them at that moment crashes, and leaves a crash report behind.
     */
    public static void now(int code) {
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
}
