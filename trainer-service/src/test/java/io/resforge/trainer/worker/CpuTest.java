package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTest {

    @Test
    void tellsTheFeaturesThatPyTorchGoesBy() {
        Cpu cpu = Cpu.parse(
                List.of("processor\t: 0", "model name\t: Some CPU @ 3GHz", "flags\t\t: fpu avx2 sse avx512f"));

        assertThat(cpu).isEqualTo(new Cpu("Some CPU @ 3GHz", "avx2 avx512f"));
    }

    @Test
    void readsArmToo() {
        Cpu cpu = Cpu.parse(List.of("processor : 0", "Features : fp asimd crc32", "Features : fp asimd crc32"));

        assertThat(cpu.features()).isEqualTo("asimd");
    }
}
