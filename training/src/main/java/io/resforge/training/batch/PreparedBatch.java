package io.resforge.training.batch;

import io.resforge.neuralnet.torch.TrainingBatch;
import java.util.function.Consumer;

/**
 * A filled batch on loan from its stream: the reader closes it when the step no longer needs its memory.
 *
 * @param batch the images
 * @param giveBack what takes the memory back
 */
public record PreparedBatch(TrainingBatch batch, Consumer<TrainingBatch> giveBack) implements AutoCloseable {

    @Override
    public void close() {
        giveBack.accept(batch);
    }
}
