package io.resforge.training.loop;

import io.resforge.network.layout.Weights;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.event.TrainingEvent;
import io.resforge.training.recipe.Recipe;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of training, from images to weights. The engine must be started, and one thread must do all of it. */
public final class Training {

    public Training(Recipe recipe, Dataset dataset, Optional<Weights> from, Consumer<TrainingEvent> events) {
        throw new UnsupportedOperationException();
    }

    /**
     * Trains.
     *
     * @throws Diverged if the loss is no finite number
     * @throws InterruptedException if the thread is interrupted; it then stops after the step under way
     */
    public TrainingResult run() throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
