package io.resforge.trainer.worker;

import ai.djl.engine.EngineException;
import io.resforge.neuralnet.torch.UnusableLibrary;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.dataset.CacheFailure;
import io.resforge.registry.dataset.UnknownDataset;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.request.BadInput;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.loop.Diverged;
import io.resforge.training.resume.UnusableSnapshot;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in one sentence why a run failed. */
final class RunFailures {

    private static final long MIB = 1 << 20;

    private RunFailures() {}

    /** The failure as an outcome; empty if it is none that is expected. */
    static Optional<WorkerOutcome.Failed> known(Throwable failure) {
        // Some are wrapped by the thread that prepares the batches.
        return causes(failure).map(RunFailures::one).flatMap(Optional::stream).findFirst();
    }

    /** An outcome for what was not expected. */
    static WorkerOutcome.Failed unknown(Throwable failure) {
        String message = failure.getMessage() == null
                ? ""
                : ": " + failure.getMessage().lines().findFirst().orElse("");
        return again("unexpected " + failure.getClass().getSimpleName() + message + "; the worker's log has more");
    }

    private static Optional<WorkerOutcome.Failed> one(Throwable failure) {
        return switch (failure) {
            case BadInput e -> Optional.of(badInput(e.getMessage()));
            case InvalidDataset e -> Optional.of(badInput(e.getMessage()));
            case UnknownDataset e -> Optional.of(badInput(e.getMessage()));
            case DamagedObject e -> Optional.of(badInput(e.getMessage()));
            case CacheFailure e -> Optional.of(again(e.getMessage()));
            case UnusableLibrary e -> Optional.of(again(e.getMessage()));
            case InvalidCheckpoint e -> Optional.of(badInput(e.getMessage()));
            case UnusableSnapshot e ->
                Optional.of(badInput("the run cannot go on from its snapshot: " + e.getMessage()));
            // The same seed takes the same way once more.
            case Diverged e -> Optional.of(new WorkerOutcome.Failed(e.getMessage(), ExitCode.FUTILE));
            case StoreFailure e -> Optional.of(again("the store failed: " + e.getMessage()));
            case OutOfMemoryError e -> Optional.of(again(outOfHeap(e)));
            case EngineException e
            when isOutOfMemory(e) ->
                Optional.of(again("out of memory: PyTorch could get no more; try a smaller batch"));
            default -> Optional.empty();
        };
    }

    private static String outOfHeap(OutOfMemoryError error) {
        return String.format(
                Locale.ROOT,
                "out of memory: %s, of which Java may use %d MiB here; give it more with -Xmx in resforge.worker.java-options, or in JAVA_TOOL_OPTIONS in a cluster",
                error.getMessage(),
                Runtime.getRuntime().maxMemory() / MIB);
    }

    private static boolean isOutOfMemory(EngineException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("allocate memory") || message.contains("out of memory");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }

    private static WorkerOutcome.Failed again(String reason) {
        return new WorkerOutcome.Failed(reason, ExitCode.FAILURE);
    }

    private static WorkerOutcome.Failed badInput(String reason) {
        return new WorkerOutcome.Failed(reason, ExitCode.BAD_INPUT);
    }
}
