package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.torch.GpuDriver.Gpu;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionTest {

    private static final Processor WITH = Processor.parse(List.of(
            "processor\t: 0",
            "model name\t: Some CPU 9000",
            "flags\t\t: fpu avx2 avx512_bf16 amx",
            "",
            "processor\t: 1"));
    private static final Processor WITHOUT = Processor.parse(
            List.of("processor\t: 0", "model name\t: Some CPU 3000", "flags\t\t: fpu avx2 avx512_bf16x"));

    @Test
    void choosesBf16OnlyWhereTheProcessorHasIt() {
        assertThat(Precision.fastest(WITH)).isEqualTo(Precision.BF16);
        assertThat(Precision.fastest(WITHOUT)).isEqualTo(Precision.FP32);
    }

    @Test
    void refusesBf16ElsewhereWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.BF16.requireSupported(WITHOUT))
                .withMessageContaining("avx512_bf16, which Some CPU 3000 lacks")
                .withMessageContaining("20 times slower")
                .withMessageContaining("choose fp32 or auto");
    }

    @Test
    void takesWhatTheProcessorHas() {
        assertThat(Precision.BF16.requireSupported(WITH)).isEqualTo(Precision.BF16);
        assertThat(Precision.FP32.requireSupported(WITHOUT)).isEqualTo(Precision.FP32);
    }

    @Test
    void choosesBf16OnAGpuFromCapability8On() {
        assertThat(Precision.fastest(new Gpu("Some A100", 8, 0))).isEqualTo(Precision.BF16);
        assertThat(Precision.fastest(new Gpu("Some T4", 7, 5))).isEqualTo(Precision.FP32);
        assertThat(Precision.BF16.requireSupported(new Gpu("Some B200", 10, 0))).isEqualTo(Precision.BF16);
        assertThat(Precision.FP32.requireSupported(new Gpu("Some T4", 7, 5))).isEqualTo(Precision.FP32);
    }

    @Test
    void refusesBf16OnAnOlderGpuWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.BF16.requireSupported(new Gpu("Some T4", 7, 5)))
                .withMessage(
                        "bf16 needs a GPU of compute capability 8.0 or above, and Some T4 has 7.5; choose fp32 or auto");
    }

    @Test
    void theCpuMeansThisProcessor() {
        assertThat(Precision.fastest(new ComputeDevice.Cpu())).isEqualTo(Precision.fastest());
    }

    @Test
    void anUnknownProcessorHasNoBf16() {
        // Given what ARM's /proc/cpuinfo looks like
        Processor processor = Processor.parse(List.of("processor\t: 0", "Features\t: fp asimd bf16"));
        // When, Then
        assertThat(processor.hasBf16()).isFalse();
        assertThat(processor.name()).startsWith("this ");
    }
}
