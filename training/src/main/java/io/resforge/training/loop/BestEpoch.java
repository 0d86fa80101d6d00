package io.resforge.training.loop;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.training.loop.Evaluator.Judgement;

/**
 * The best epoch so far.
 *
 * @param epoch its number, from 1
 * @param weights after it
 * @param heldOut how these weights classify the held-out images
 */
record BestEpoch(int epoch, Weights weights, Judgement heldOut) {

    /** Whether an evaluation is better than this; of equals the earlier stays. */
    boolean isBeatenBy(Judgement other) {
        return other.plain().accuracy() > heldOut.plain().accuracy();
    }
}
