package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.resforge.neuralnet.torch.TorchRuntime.NativeEnvironment;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NativeEnvironmentTest {

    @BeforeEach
    void onlyWhereThereIsSetenv() {
        assumeThat(System.getProperty("os.name")).as("setenv is POSIX").isEqualTo("Linux");
    }

    @Test
    void nativeLibrariesSeeWhatIsSet() throws Throwable {
        assertThat(NativeEnvironment.setIfAbsent("RESFORGE_TEST_VARIABLE", "once"))
                .isTrue();
        assertThat(asNativeLibrariesSee("RESFORGE_TEST_VARIABLE")).isEqualTo("once");
    }

    @Test
    void whatTheUserSetStays() throws Throwable {
        assertThat(NativeEnvironment.setIfAbsent("PATH", "elsewhere")).isTrue();
        assertThat(asNativeLibrariesSee("PATH")).isEqualTo(System.getenv("PATH"));
    }

    @SuppressWarnings("restricted")
    private static String asNativeLibrariesSee(String name) throws Throwable {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(4096, ValueLayout.JAVA_BYTE)),
                ValueLayout.ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = (MemorySegment)
                    linker.downcallHandle(linker.defaultLookup().find("getenv").orElseThrow(), signature)
                            .invokeExact(arena.allocateFrom(name));
            return value.getString(0);
        }
    }
}
