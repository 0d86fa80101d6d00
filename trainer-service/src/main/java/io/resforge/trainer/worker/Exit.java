package io.resforge.trainer.worker;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The end of this process at once. */
public final class Exit {

    private Exit() {}

    /**
     * Ends this process by POSIX's {@code _exit}, without what Java and native libraries do at an exit. {@link Runtime#halt} still runs
     * the libraries' destructors: a thread that is inside of one of them at that moment crashes, and leaves a crash report behind.
     */
    @SuppressWarnings("restricted") // a call into the system
    public static void now(int code) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> exit = linker.defaultLookup().find("_exit");
        if (exit.isPresent()) {
            try {
                linker.downcallHandle(exit.get(), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                        .invokeExact(code);
            } catch (Throwable e) {
                throw new IllegalStateException("_exit cannot be called", e);
            }
        }
        Runtime.getRuntime().halt(code);
    }
}
