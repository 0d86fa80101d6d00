package io.resforge.trainer.worker;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.checkpoint.TrainingSample;
import io.resforge.registry.run.RunSpec;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import io.resforge.training.loop.Diverged;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run has trained, and all that belongs into its manifest. */
record TrainedModel(
        RunSpec spec,
        Recipe recipe,
        Dataset dataset,
        TrainingResult result,
        Map<String, String> software,
        Optional<Int8Form> int8) {

    private static final String SAMPLE_SIZE = "RESFORGE_TRAINING_SAMPLE";

    /** This model, with how it is computed with bytes. */
    TrainedModel with(Int8Form form) {
        return new TrainedModel(spec, recipe, dataset, result, software, Optional.of(form));
    }

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
                software,
                int8.orElse(null));
    }

    /**
     * How many of the images that it has learnt a worker's variables ask for, 0 for none.
     *
     * @throws BadInput if they do so with another thing than a number that is allowed
     */
    static int sampleSize(Map<String, String> environment) {
        String number = environment.getOrDefault(SAMPLE_SIZE, "2000").strip();
        if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) > TrainingSample.MOST_IMAGES) {
            throw new BadInput(SAMPLE_SIZE + " must be a whole number from 0 to " + TrainingSample.MOST_IMAGES
                    + ", was '" + number + "'");
        }
        return Integer.parseInt(number);
    }

    /**
     * Some of the images that it has learnt, with what its network makes of each.
     *
     * @param most how many at most, from 1
     * @throws Diverged if a feature is no finite number
     * @throws InterruptedException if the thread is interrupted
     */
    TrainingSample sample(int most) throws InterruptedException {
        Dataset learnt = recipe.trainImages() == 0 ? dataset : dataset.subset(recipe.trainImages());
        LabelledImages all = learnt.training();
        Graph graph = recipe.arch().graph(all.shape(), dataset.labels().size());
        ImageShape small = new ImageShape(
                all.shape().channels(),
                Math.min(TrainingSample.LONGEST_SIDE, all.shape().height()),
                Math.min(TrainingSample.LONGEST_SIDE, all.shape().width()));
        int bytesEach = graph.features() * Float.BYTES + small.bytes();
        int fitting = Math.clamp(TrainingSample.MOST_BYTES / 2 / bytesEach, 1, TrainingSample.MOST_IMAGES);
        LabelledImages chosen = all.select(Split.of(all).sample(all, Math.min(most, fitting)));
        float[] features = Evaluation.features(graph, result.weights(), result.normalisation(), chosen);
        return new TrainingSample(
                small,
                graph.features(),
                features,
                chosen.labels(),
                chosen.resized(small).pixels());
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
