package io.resforge.trainer.worker;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.loop.TrainingResult.GoldenImage;
import io.resforge.training.quantisation.Int8Trial;
import io.resforge.training.quantisation.Quantisation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Finds out how a trained network is computed with bytes, and how well. A version is published without that too. */
record Int8Step(int threads, LongSupplier nanoTime, WorkerLog log) {

    private static final String VARIABLE = "RESFORGE_INT8";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /**
     * Whether a worker's variables ask for it.
     *
     * @throws BadInput if they say neither true nor false
     */
    static boolean isAskedFor(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "true").strip();
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadInput(VARIABLE + " must be true or false, was '" + text + "'");
        };
    }

    /** The model with what was found; as it was if that failed, which is logged. */
    TrainedModel of(TrainedModel trained) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        try {
            Int8Form form = form(trained);
            log.say(
                    "quantised to int8 in %s s: %s%% of %d held-out images, %s%% in fp32; the same class for %s%%",
                    decimal((nanoTime.getAsLong() - begin) / 1e9, 1),
                    decimal(form.accuracy() * 100, 2),
                    form.heldOutImages(),
                    decimal(form.fp32Accuracy() * 100, 2),
                    decimal(form.agreement() * 100, 2));
            return trained.with(form);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            log.say("the version is published without int8: %s", e.getMessage());
            log.trace(e);
            return trained;
        }
    }

    private static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    private Int8Form form(TrainedModel trained) throws InterruptedException {
        TrainingResult result = trained.result();
        Dataset dataset = trained.dataset();
        int asked = trained.recipe().trainImages();
        LabelledImages images = (asked == 0 ? dataset : dataset.subset(asked)).training();
        Graph graph =
                trained.recipe().arch().graph(images.shape(), dataset.labels().size());
        Quantisation quantisation =
                new Quantisation(graph, result.weights(), result.normalisation(), threads, LIMIT, nanoTime);
        List<byte[]> golden = result.golden().stream().map(GoldenImage::pixels).toList();
        return new Int8Trial(quantisation, images, golden).run(result.heldOut().logits(), Int8Form::new);
    }
}
