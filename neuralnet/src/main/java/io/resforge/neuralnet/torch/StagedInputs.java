package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** A batch's arrays on the device, made before the step that takes them. */
final class StagedInputs implements AutoCloseable {

    private final NDManager manager;
    private final NDList arrays;

    StagedInputs(TrainingBatch batch, NDManager manager) {
        this.manager = manager;
        this.arrays = batch.arrays(manager, true);
    }

    /** Hands the arrays to another owner: images, labels, partners, shares. */
    NDList moveTo(NDManager owner) {
        for (NDArray array : arrays) {
            array.attach(owner);
        }
        close();
        return arrays;
    }

    @Override
    public void close() {
        manager.close();
    }
}
