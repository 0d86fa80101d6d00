package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.resforge.neuralnet.torch.Processor;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a worker finds out about a network of bytes. */
class Int8StepTest extends WorkerInProcess {

    private final WorkerLog log =
            new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());

    @Test
    void aVersionTellsHowItIsComputedWithBytes() {
        assumeTrue(Processor.current().hasByteProducts(), "the processor has no VNNI");
        // Given
        submit("first", dataset, null, recipe(2, 0.02));
        worker = Workers.quantising(new WorkerHost.OnMachine("here"), store, log);
        // When
        ExitCode code = work("first");
        // Then
        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
        Manifest manifest = checkpoints.fetch("colours", "1").manifest();
        Int8Form form = manifest.int8();
        assertThat(form.fp32Accuracy()).isEqualTo(manifest.heldOutAccuracy());
        assertThat(form.heldOutImages()).isEqualTo(manifest.dataset().heldOutImages());
        assertThat(form.calibrationImages()).isEqualTo(manifest.dataset().trainingImages());
        assertThat(form.agreement()).isGreaterThan(.5);
        assertThat(manifest.files()).containsKey(Manifest.ONNX_INT8);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("quantised to int8 in ");
    }

    @Test
    void isAskedForUnlessItIsTurnedOff() {
        assertThat(Int8Step.isAskedFor(Map.of())).isTrue();
        assertThat(Int8Step.isAskedFor(Map.of("RESFORGE_INT8", "false"))).isFalse();
        assertThatThrownBy(() -> Int8Step.isAskedFor(Map.of("RESFORGE_INT8", "perhaps")))
                .isInstanceOf(BadInput.class)
                .hasMessage("RESFORGE_INT8 must be true or false, was 'perhaps'");
    }
}
