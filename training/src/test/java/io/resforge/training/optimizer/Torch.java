package io.resforge.training.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.neuralnet.torch.TorchRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Native memory for one test. */
abstract class Torch {

    NDManager manager;

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(2);
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    NDArray array(float... values) {
        return manager.create(values);
    }
}
