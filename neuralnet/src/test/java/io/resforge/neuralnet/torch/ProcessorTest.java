package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void isWhatTheEnvironmentLeavesOfItToPyTorch() {
        Processor whole = new Processor("Some CPU", Set.of("avx2", "avx512f", "avx512_bf16", "amx_bf16"));

        Processor limited = whole.within(Map.of("ONEDNN_MAX_CPU_ISA", "avx512_core", "PATH", "/bin"));

        assertThat(limited.hasBf16()).isFalse();
        assertThat(limited.tellingFeatures())
                .containsExactly("avx2", "avx512f", "limited:ONEDNN_MAX_CPU_ISA=avx512_core");
        assertThat(whole.within(Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX")).hasBf16())
                .isTrue();
        assertThat(whole.within(Map.of())).isEqualTo(whole);
    }

    @Test
    void readsArmToo() {
        Processor processor =
                Processor.parse(List.of("processor : 0", "Features : fp asimd crc32", "Features : fp asimd crc32"));

        assertThat(processor.tellingFeatures()).containsExactly("asimd");
    }
}
