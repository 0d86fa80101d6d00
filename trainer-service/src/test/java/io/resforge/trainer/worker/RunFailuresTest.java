package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.resforge.neuralnet.torch.TorchRuntime.UnusableLibrary;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.RunConclusion.RunFailures;
import io.resforge.trainer.worker.RunConclusion.WorkerOutcome;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.loop.Diverged;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunFailuresTest {

    @Test
    void toldByTheirOwnSentence() {
        assertThat(RunFailures.known(new Diverged("the loss became NaN")))
                .contains(new WorkerOutcome.Failed("the loss became NaN", ExitCode.FUTILE));
        assertThat(RunFailures.known(new InvalidDataset("/data holds no data set")))
                .contains(new WorkerOutcome.Failed("/data holds no data set", ExitCode.BAD_INPUT));
        assertThat(RunFailures.known(new StoreFailure("could not write x")))
                .contains(new WorkerOutcome.Failed("the store failed: could not write x", ExitCode.FAILURE));
        UnusableLibrary library = new UnusableLibrary("No space left on device", Path.of("/cache"), null);
        assertThat(RunFailures.known(library))
                .contains(new WorkerOutcome.Failed(library.getMessage(), ExitCode.FAILURE));
    }

    @Test
    void foundInsideOfWhatWrapsThem() {
        Throwable wrapped =
                new IllegalStateException("the batch thread died", new InvalidDataset("bad.png is no image"));

        assertThat(RunFailures.known(wrapped))
                .contains(new WorkerOutcome.Failed("bad.png is no image", ExitCode.BAD_INPUT));
    }

    @Test
    void saysSoWhereMemoryRanOut() {
        assertThat(RunFailures.known(new OutOfMemoryError("Java heap space")))
                .hasValueSatisfying(failed -> assertThat(failed.reason())
                        .startsWith("out of memory: Java heap space")
                        .contains("resforge.worker.java-options"));
        assertThat(RunFailures.known(new EngineException("DefaultCPUAllocator: can't allocate memory: you tried")))
                .hasValueSatisfying(failed -> assertThat(failed.reason()).startsWith("out of memory: PyTorch"));
    }

    @Test
    void keepsToOneLineForWhatNobodyExpected() {
        assertThat(RunFailures.known(new EngineException("shape mismatch\n at …")))
                .isEmpty();
        assertThat(RunFailures.unknown(new EngineException("shape mismatch\n at …"))
                        .reason())
                .isEqualTo("unexpected EngineException: shape mismatch; the worker's log has more");
    }
}
