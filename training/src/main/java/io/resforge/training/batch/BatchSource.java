package io.resforge.training.batch;

import io.resforge.neuralnet.torch.TrainingBatch;

/** Where batches come from; called by one thread. */
@FunctionalInterface
interface BatchSource {

    /** Fills a batch and sets its count; false if there are no more. */
    boolean fill(TrainingBatch batch);
}
