package io.resforge.network.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {

    @Test
    void tellsTheFeaturesThatPyTorchGoesBy() {
        Processor processor = Processor.parse(
                List.of("processor\t: 0", "model name\t: Some CPU @ 3GHz", "flags\t\t: fpu avx512f avx2 sse"));

        assertThat(processor.name()).isEqualTo("Some CPU @ 3GHz");
        assertThat(processor.tellingFeatures()).containsExactly("avx2", "avx512f");
    }

    @Test
    void readsArmToo() {
        Processor processor =
                Processor.parse(List.of("processor : 0", "Features : fp asimd crc32", "Features : fp asimd crc32"));

        assertThat(processor.tellingFeatures()).containsExactly("asimd");
    }
}
