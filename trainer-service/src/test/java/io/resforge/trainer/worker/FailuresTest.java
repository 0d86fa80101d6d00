package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.resforge.network.torch.UnusableLibrary;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.process.ExitCode;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.loop.Diverged;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void toldByTheirOwnSentence() {
        assertThat(Failures.known(new Diverged("the loss became NaN")))
                .contains(new Outcome.Failed("the loss became NaN", ExitCode.FUTILE));
        assertThat(Failures.known(new InvalidDataset("/data holds no data set")))
                .contains(new Outcome.Failed("/data holds no data set", ExitCode.BAD_INPUT));
        assertThat(Failures.known(new StoreFailure("could not write x")))
                .contains(new Outcome.Failed("the store failed: could not write x", ExitCode.FAILURE));
        UnusableLibrary library = new UnusableLibrary("No space left on device", Path.of("/cache"), null);
        assertThat(Failures.known(library)).contains(new Outcome.Failed(library.getMessage(), ExitCode.FAILURE));
    }

    @Test
    void foundInsideOfWhatWrapsThem() {
        Throwable wrapped =
                new IllegalStateException("the batch thread died", new InvalidDataset("bad.png is no image"));

        assertThat(Failures.known(wrapped)).contains(new Outcome.Failed("bad.png is no image", ExitCode.BAD_INPUT));
    }

    @Test
    void saysSoWhereMemoryRanOut() {
        assertThat(Failures.known(new OutOfMemoryError("Java heap space")))
                .hasValueSatisfying(failed -> assertThat(failed.reason())
                        .startsWith("out of memory: Java heap space")
                        .contains("resforge.worker.java-options"));
        assertThat(Failures.known(new EngineException("DefaultCPUAllocator: can't allocate memory: you tried")))
                .hasValueSatisfying(failed -> assertThat(failed.reason()).startsWith("out of memory: PyTorch"));
    }

    @Test
    void keepsToOneLineForWhatNobodyExpected() {
        assertThat(Failures.known(new EngineException("shape mismatch\n at …"))).isEmpty();
        assertThat(Failures.unknown(new EngineException("shape mismatch\n at …"))
                        .reason())
                .isEqualTo("unexpected EngineException: shape mismatch; the worker's log has more");
    }
}
