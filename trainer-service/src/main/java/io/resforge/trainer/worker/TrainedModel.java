package io.resforge.trainer.worker;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.run.RunSpec;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Diverged;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run has trained, and all that belongs into its manifest.
 *
 * @param recipe as it was carried out on this machine
 * @param software what trained it
 */
record TrainedModel(RunSpec spec, Recipe recipe, Dataset dataset, TrainingResult result, Map<String, String> software) {

    /** The manifest but for what is known only once it is published. */
    Manifest draft() {
        return new Manifest(
                Manifest.FORMAT,
                spec.model(),
                null,
                spec.runId(),
                spec.fromVersion(),
                null,
                recipe.arch().name(),
                dataset.labels(),
                InputImage.of(dataset.training().shape()),
                result.normalisation(),
                result.epoch(),
                result.heldOutAccuracy(),
                testAccuracy(),
                result.weights().parameters().length,
                RecipeWriter.tree(recipe),
                recipe.seed(),
                summary(),
                result.classBaseline(),
                result.golden().stream().map(TrainedModel::golden).toList(),
                Map.of(),
                software);
    }

    /** Null where there are no test images. */
    Double testAccuracy() {
        return result.testAccuracy().isPresent() ? result.testAccuracy().getAsDouble() : null;
    }

    private DatasetSummary summary() {
        return new DatasetSummary(
                dataset.name(),
                dataset.digest(),
                result.trainingImages(),
                result.heldOutImages(),
                dataset.test().map(LabelledImages::count).orElse(0),
                result.heldOut().images().digest());
    }

    /**
     * Tries another checkpoint on this run's held-out images.
     *
     * @return the share classified correctly, from 0 to 1
     * @throws IllegalArgumentException if it cannot classify them
     */
    double heldOutAccuracy(Checkpoint other) {
        Manifest manifest = other.manifest();
        int[] classes =
                dataset.labels().stream().mapToInt(manifest.labels()::indexOf).toArray();
        Graph graph = Architecture.parse(manifest.architecture())
                .graph(manifest.image().shape(), manifest.labels().size());
        try {
            return Evaluation.of(
                            graph,
                            other.weights(),
                            manifest.normalisation(),
                            result.heldOut().images().relabelled(classes))
                    .accuracy();
        } catch (Diverged e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("it was interrupted while it was tried", e);
        }
    }

    private static GoldenImage golden(TrainingResult.GoldenImage image) {
        List<Float> logits = new ArrayList<>(image.logits().length);
        for (float logit : image.logits()) {
            logits.add(logit);
        }
        return new GoldenImage(image.pixels(), logits);
    }
}
