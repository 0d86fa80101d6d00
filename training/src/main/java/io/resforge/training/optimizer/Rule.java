package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;

/** The formula by which an optimizer moves parameters. */
sealed interface Rule permits Sgd, Adam, RmsProp, Adagrad {

    /**
     * Moves the parameters in place.
     *
     * @param gradient is overwritten
     * @param step counted from 1
     */
    void move(NDArray parameters, NDArray gradient, double rate, long step);
}
