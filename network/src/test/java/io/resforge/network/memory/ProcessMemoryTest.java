package io.resforge.network.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessMemoryTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsMoreThanTheJavaHeapThatIsInUse() {
        Runtime java = Runtime.getRuntime();

        assertThat(ProcessMemory.isTold()).isTrue();
        assertThat(ProcessMemory.residentBytes()).isGreaterThan(java.totalMemory() - java.freeMemory());
    }
}
