package io.resforge.trainer.worker;

import io.resforge.trainer.worker.request.BadInput;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.recipe.Recipe;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads a data set on a thread of its own, since PyTorch takes as long to start. */
final class DatasetReading {

    private final FutureTask<Dataset> task;

    private DatasetReading(FutureTask<Dataset> task) {
        this.task = task;
    }

    /** Begins to read what a recipe is to be trained on. */
    static DatasetReading begin(Path folder, Recipe recipe) {
        FutureTask<Dataset> task = new FutureTask<>(() -> read(folder, recipe));
        Thread.ofPlatform().name("data set").daemon().start(task);
        return new DatasetReading(task);
    }

    private static Dataset read(Path folder, Recipe recipe) {
        Dataset dataset = Dataset.open(folder, recipe.image());
        recipe.arch()
                .requireTrainable(dataset.training().shape(), dataset.labels().size());
        return dataset;
    }

    /**
     * Waits for the data set.
     *
     * @throws io.resforge.training.dataset.InvalidDataset if it cannot be read
     * @throws BadInput if the recipe's network cannot be trained on it
     */
    Dataset await() throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IllegalArgumentException refused -> throw new BadInput(refused.getMessage());
                case RuntimeException told -> throw told;
                case Error unexpected -> throw unexpected;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
