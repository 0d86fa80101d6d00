package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class TorchRuntimeTest {

    @Test
    void refusesToRunOnNoThread() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorchRuntime.start(0))
                .withMessage("PyTorch needs at least 1 thread, was 0");
    }

    @Test
    void startsOnce() {
        // Given
        TorchRuntime.start(1);
        // When, Then
        assertThatCode(() -> TorchRuntime.start(4)).doesNotThrowAnyException();
        assertThat(System.getProperty("ai.djl.pytorch.num_threads")).isEqualTo("1");
        assertThat(TorchRuntime.engine().getVersion()).startsWith("2.7.1");
    }

    @Test
    void staysOnTheDeviceThatItWasStartedOn() {
        // Given
        TorchRuntime.start(1);
        // When, Then
        assertThat(TorchRuntime.start(1, new ComputeDevice.Auto())).isEqualTo(new ComputeDevice.Cpu());
        assertThat(TorchRuntime.chosen()).isEqualTo(new ComputeDevice.Cpu());
        assertThatIllegalStateException()
                .isThrownBy(() -> TorchRuntime.start(1, new ComputeDevice.Cuda(0)))
                .withMessage("PyTorch runs on cpu in this process, it cannot run on cuda:0 too");
    }

    @Test
    void tuningTheAllocatorDoesNoHarm() {
        assertThatCode(TorchRuntime::tuneForTraining).doesNotThrowAnyException();
        assertThatCode(TorchRuntime::tuneForServing).doesNotThrowAnyException();
    }
}
