package io.resforge.neuralnet.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Environment variables of this process as native libraries see them when they are loaded; Java's own view of them stays as it was. */
final class NativeEnvironment {

    private NativeEnvironment() {}

    /** Sets variables that are not set; returns whether that could be done. */
    static boolean suitTraining() {
        // PyTorch asks the system for huge pages for its large arrays: fewer page faults and address look-ups.
        return setIfAbsent("THP_MEM_ALLOC_ENABLE", "1")
                // Threads that wait for each other soon let others run: a busy machine slows training far less, an idle
                // one not at all.
                & setIfAbsent("GOMP_SPINCOUNT", "3000");
    }

    static boolean setIfAbsent(String name, String value) {
        // Windows has no setenv, and neither library reads these there.
        Optional<MethodHandle> setenv = CLibrary.find(
                "setenv",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        if (setenv.isEmpty()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            return (int) setenv.get().invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0) == 0;
        } catch (Throwable e) {
            throw new AssertionError("setenv throws nothing", e);
        }
    }
}
