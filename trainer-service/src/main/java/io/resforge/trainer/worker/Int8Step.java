package io.resforge.trainer.worker;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.logits.Softmax;
import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.loop.TrainingResult.GoldenImage;
import io.resforge.training.quantisation.Quantisation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Finds out how a trained network is computed with bytes, and how well. A version is published without that too. */
record Int8Step(int threads, LongSupplier nanoTime, WorkerLog log) {

    private static final String VARIABLE = "RESFORGE_INT8";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int MOST_HELD_OUT = 10_000;

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
        Graph graph = trained.recipe()
                .arch()
                .graph(dataset.training().shape(), dataset.labels().size());
        Quantisation quantisation =
                new Quantisation(graph, result.weights(), result.normalisation(), threads, LIMIT, nanoTime);
        LabelledImages calibration = learnt(trained);
        ActivationRanges ranges = quantisation.calibrate(calibration);
        LabelledImages heldOut = result.heldOut().images();
        LabelledImages tried = heldOut.select(
                IntStream.range(0, Math.min(MOST_HELD_OUT, heldOut.count())).toArray());
        float[] logits = quantisation.logits(ranges, tried);
        Both both = new Both(logits, result.heldOut().logits(), tried.labels(), graph.classes());
        return new Int8Form(
                ranges.lows(),
                ranges.highs(),
                calibration.count(),
                tried.count(),
                both.share(image -> both.fp32Class(image) == tried.labels()[image]),
                both.share(image -> both.int8Class(image) == tried.labels()[image]),
                both.share(image -> both.int8Class(image) == both.fp32Class(image)),
                rows(quantisation.logits(ranges, golden(result.golden(), heldOut)), graph.classes()));
    }

    private static LabelledImages learnt(TrainedModel trained) {
        Dataset all = trained.dataset();
        int asked = trained.recipe().trainImages();
        LabelledImages images = (asked == 0 ? all : all.subset(asked)).training();
        return images.select(Split.of(images).sample(images, Quantisation.CALIBRATION_IMAGES));
    }

    private static LabelledImages golden(List<GoldenImage> golden, LabelledImages like) {
        byte[] pixels = new byte[golden.size() * like.shape().bytes()];
        for (int i = 0; i < golden.size(); i++) {
            System.arraycopy(
                    golden.get(i).pixels(),
                    0,
                    pixels,
                    like.offset(i),
                    like.shape().bytes());
        }
        return new LabelledImages(like.shape(), pixels, new int[golden.size()]);
    }

    private static List<List<Float>> rows(float[] logits, int classes) {
        List<List<Float>> rows = new ArrayList<>();
        for (int from = 0; from < logits.length; from += classes) {
            List<Float> row = new ArrayList<>();
            for (int i = from; i < from + classes; i++) {
                row.add(logits[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** The logits of the same images, computed both ways. */
    private record Both(float[] int8, float[] fp32, int[] labels, int classes) {

        int int8Class(int image) {
            return Softmax.likeliest(int8, image * classes, classes);
        }

        int fp32Class(int image) {
            return Softmax.likeliest(fp32, image * classes, classes);
        }

        double share(IntPredicate holds) {
            return (double) IntStream.range(0, labels.length).filter(holds).count() / labels.length;
        }
    }
}
