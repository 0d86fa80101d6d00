package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ResidentMemoryTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void isMoreThanTheJavaHeapInUse() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ResidentMemory().bindTo(registry);
        Runtime java = Runtime.getRuntime();

        assertThat(registry.get("process.resident.memory").gauge().value())
                .isGreaterThan(java.totalMemory() - java.freeMemory());
    }
}
