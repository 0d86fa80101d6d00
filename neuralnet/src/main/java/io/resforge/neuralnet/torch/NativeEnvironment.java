package io.resforge.neuralnet.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Environment variables of this process as native libraries see them when they are loaded; Java's own view of them stays as it was. */
final class NativeEnvironment {

    private NativeEnvironment() {}

    /** Sets what nobody has set; says whether that could be done. */
    static boolean suitTraining() {
        // PyTorch asks the system for huge pages for its large arrays: fewer page faults and address look-ups.
        return setIfAbsent("THP_MEM_ALLOC_ENABLE", "1")
                // Threads that wait for each other soon let others run: a busy machine slows training far less, an idle
                // one not at all.
                & setIfAbsent("GOMP_SPINCOUNT", "3000");
    }

    @SuppressWarnings("restricted")
    static boolean setIfAbsent(String name, String value) {
        // Windows has no setenv, and neither library reads these there.
        Optional<MemorySegment> setenv = Linker.nativeLinker().defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return false;
        }
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        MethodHandle set = Linker.nativeLinker().downcallHandle(setenv.get(), signature);
        try (Arena arena = Arena.ofConfined()) {
            return (int) set.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0) == 0;
        } catch (Throwable e) {
            throw new AssertionError("setenv throws nothing", e);
        }
    }
}
