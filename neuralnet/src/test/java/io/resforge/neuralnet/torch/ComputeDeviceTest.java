package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.torch.ComputeDevice.DeviceSelection;
import io.resforge.neuralnet.torch.GpuDriver.Gpu;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {

    private static final ComputeDevice AUTO = new ComputeDevice.Auto();
    private static final ComputeDevice CPU = new ComputeDevice.Cpu();
    private static final List<Gpu> TWO = List.of(new Gpu("Some H100", 9, 0), new Gpu("Some T4", 7, 5));

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu", "cuda:0", "cuda:12"})
    void readsTheLabelThatItWrites(String label) {
        assertThat(ComputeDevice.parse(label).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "CPU", "cuda:x", "cuda:1234"})
    void saysWhatADeviceIs(String label) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ComputeDevice.parse(label))
                .withMessage("a device is auto, cpu or cuda:N, such as cuda:0, was '" + label + "'");
    }

    @Test
    void autoMeansTheFirstGpuWhereThereIsOneThatWorks() {
        assertThat(new DeviceSelection(true, true, TWO).of(AUTO)).isEqualTo(new ComputeDevice.Cuda(0));
        assertThat(new DeviceSelection(true, false, TWO).of(AUTO)).isEqualTo(CPU);
        assertThat(new DeviceSelection(true, true, List.of()).of(AUTO)).isEqualTo(CPU);
        assertThat(new DeviceSelection(false, false, TWO).of(AUTO)).isEqualTo(CPU);
    }

    @Test
    void takesWhatIsThere() {
        assertThat(new DeviceSelection(true, true, TWO).of(new ComputeDevice.Cuda(1)))
                .isEqualTo(new ComputeDevice.Cuda(1));
        assertThat(new DeviceSelection(true, true, TWO).of(CPU)).isEqualTo(CPU);
    }

    @Test
    void namesTheThreeSettingsWhereTheLibraryIsNotMadeForCuda() {
        assertRefused(
                new DeviceSelection(false, false, TWO),
                0,
                "cuda:0 needs PyTorch's library for CUDA, and the one for the CPU is loaded: set PYTORCH_LIBRARY_PATH to the"
                        + " folder that holds libtorch_cuda.so, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128, or choose cpu"
                        + " or auto");
    }

    @Test
    void saysHowManyGpusThereAre() {
        assertRefused(
                new DeviceSelection(true, true, TWO),
                2,
                "cuda:2 is not there: this machine has 2 GPUs: cuda:0 (Some H100), cuda:1 (Some T4)");
        assertRefused(
                new DeviceSelection(true, true, TWO.subList(0, 1)),
                1,
                "cuda:1 is not there: this machine has 1 GPU: cuda:0 (Some H100)");
        assertRefused(
                new DeviceSelection(true, false, List.of()),
                0,
                "cuda:0 is not there: NVIDIA's driver shows no GPU; choose cpu or auto");
    }

    @Test
    void saysWhenPyTorchCannotWorkWithTheDriver() {
        assertRefused(
                new DeviceSelection(true, false, TWO),
                0,
                "cuda:0 cannot be used: the driver shows it, but PyTorch cannot work with that driver; update the driver, or"
                        + " choose cpu or auto");
    }

    @Test
    void everyGpuThatTheDriverListsHasANameAndACapability() {
        assertThat(GpuDriver.gpus()).allSatisfy(gpu -> {
            assertThat(gpu.name()).isNotBlank();
            assertThat(gpu.major()).isPositive();
        });
    }

    private static void assertRefused(DeviceSelection placement, int index, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> placement.of(new ComputeDevice.Cuda(index)))
                .withMessage(reason);
    }
}
