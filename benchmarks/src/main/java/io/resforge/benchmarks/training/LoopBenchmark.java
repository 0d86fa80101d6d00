package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Median;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingEvent;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times the whole training loop (input pipeline with the standard augmentation, optimizer, tally) against the bare step, and watches the
 * memory. The loop waits for the listener of its events, on its own thread: so the bare step has its turn between two events, in the
 * same process and on the same thread. Arguments: a data set's folder, an architecture (resnet20-v1), a number of steps (2000);
 * properties {@code precision} (fp32), {@code batch} (128) and {@code device} (cpu). On a GPU the bare step's images come from the host,
 * the loop's are put together there; each line waits for the device.
 */
public final class LoopBenchmark {

    private static final int BATCH = Integer.getInteger("batch", 128);
    private static final int WARM_UP = 50;
    private static final int SAMPLE = 100;

    private final OurStep bare;
    private final int wanted;
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> speeds = new ArrayList<>();
    private int done;
    private int lastStep;
    private long turnBegun;
    private int nextSample;

    private LoopBenchmark(OurStep bare, int wanted) {
        this.bare = bare;
        this.wanted = wanted;
    }

    public static void main(String[] args) throws InterruptedException {
        String net = args.length > 1 ? args[1] : "resnet20-v1";
        Precision precision =
                Precision.valueOf(System.getProperty("precision", "FP32").toUpperCase(Locale.ROOT));
        TorchRuntime.tuneForTraining();
        ComputeDevice device = ComputeDevice.parse(System.getProperty("device", "cpu"));
        TorchRuntime.start(Runtime.getRuntime().availableProcessors(), device);
        LoopBenchmark benchmark = new LoopBenchmark(
                OurStep.of(net, precision, BATCH), args.length > 2 ? Integer.parseInt(args[2]) : 2000);
        new Training(
                        RecipeReader.tree(new RecipeTree(Map.of(
                                "arch",
                                net,
                                "batch_size",
                                BATCH,
                                "precision",
                                precision.name().toLowerCase(Locale.ROOT)))),
                        Dataset.open(Path.of(args[0])),
                        Optional.empty(),
                        benchmark::hear)
                .run();
    }

    private void hear(TrainingEvent event) {
        if (!(event instanceof StepsDone steps)) {
            // What lies between epochs is no part of the loop.
            turnBegun = 0;
            lastStep = 0;
            return;
        }
        int count = steps.step() - lastStep;
        done += count;
        if (turnBegun > 0 && done > WARM_UP) {
            compare(count, (System.nanoTime() - turnBegun) / 1e6 / count);
        }
        if (done >= nextSample) {
            nextSample += SAMPLE;
            System.out.printf(
                    Locale.ROOT,
                    "step %5d: %,d MiB resident, loop/bare %.3f, %,.0f images/s%n",
                    done,
                    residentMebibytes(),
                    middle(ratios),
                    middle(speeds));
        }
        if (done >= wanted) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,.0f images/s; to those of the bare step: %.3f%n",
                    TorchRuntime.gpu().orElse("processor"),
                    middle(speeds),
                    1 / middle(ratios));
            Runtime.getRuntime().halt(0);
        }
        lastStep = steps.step();
        turnBegun = System.nanoTime();
    }

    /** As many bare steps as the loop has just done. */
    private void compare(int count, double loopMilliseconds) {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            bare.run();
        }
        bare.await();
        speeds.add(BATCH * 1e3 / loopMilliseconds);
        ratios.add(loopMilliseconds / ((System.nanoTime() - begun) / 1e6 / count));
    }

    private static double middle(List<Double> numbers) {
        return Median.of(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static long residentMebibytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
