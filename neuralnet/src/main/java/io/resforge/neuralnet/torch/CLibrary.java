package io.resforge.neuralnet.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The functions of the system's C library. */
public final class CLibrary {

    /** Whether this is Linux, of which some functions and most constants are. */
    public static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private CLibrary() {}

    /** A function by its name; empty where the library has none of that name. */
    @SuppressWarnings("restricted")
    public static Optional<MethodHandle> find(String name, FunctionDescriptor signature, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find(name).map(address -> linker.downcallHandle(address, signature, options));
    }
}
