package io.resforge.testing;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A worker that trains nothing: it leaves in a store what a real one would leave of a run. */
public final class FakeWorker {

    /** The model that all its versions are of. */
    public static final String MODEL = "pets";

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String ARCHITECTURE = "resnet8-v1";
    private static final List<String> LABELS = List.of("cat", "dog");
    private static final ParameterLayout LAYOUT =
            ParameterLayout.of(Architecture.parse(ARCHITECTURE).graph(ImageShape.CIFAR, LABELS.size()));

    private final RunStore runs;
    private final Checkpoints checkpoints;

    /** Works in this store. */
    public FakeWorker(ObjectStore store) {
        runs = new RunStore(store);
        checkpoints = new Checkpoints(store, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    /** Leaves a run that goes on: an epoch for each of these held-out accuracies. */
    public void train(String runId, Map<String, Object> recipe, double... heldOut) {
        runs.submit(new RunSpec(runId, MODEL, "/data/pets", null, recipe, NOON));
        for (int epoch = 1; epoch <= heldOut.length; epoch++) {
            runs.finish(
                    runId,
                    new EpochRecord(
                            epoch,
                            2.0 / epoch,
                            .5,
                            .9,
                            1.5 / epoch,
                            heldOut[epoch - 1],
                            .95,
                            null,
                            1.5,
                            .1,
                            900,
                            true));
        }
    }

    /** Leaves a run that has published its last epoch. */
    public RunEnd.Result publish(String runId, Map<String, Object> recipe, double... heldOut) {
        return publish(runId, recipe, .8, heldOut);
    }

    /** The same without its test loss, as earlier builds recorded it. */
    public RunEnd.Result publishWithoutLoss(String runId, Map<String, Object> recipe, double... heldOut) {
        return publish(runId, recipe, null, heldOut);
    }

    private RunEnd.Result publish(String runId, Map<String, Object> recipe, Double testLoss, double[] heldOut) {
        train(runId, recipe, heldOut);
        double best = heldOut[heldOut.length - 1];
        Manifest manifest = checkpoints.publish(draft(runId, recipe, heldOut.length, best), weights());
        RunEnd.Result result = new RunEnd.Result(
                MODEL, manifest.version(), heldOut.length, best, .75, testLoss, null, true, "the best yet");
        runs.end(runId, new RunEnd(RunEnd.Outcome.SUCCEEDED, "published", result, NOON.plusSeconds(60)));
        return result;
    }

    /** Leaves a run that failed. */
    public void fail(String runId, String message) {
        train(runId, Map.of());
        runs.end(runId, new RunEnd(RunEnd.Outcome.FAILED, message, null, NOON));
    }

    private static Manifest draft(String runId, Map<String, Object> recipe, int epoch, double heldOut) {
        return new Manifest(
                Manifest.FORMAT,
                MODEL,
                null,
                runId,
                null,
                null,
                ARCHITECTURE,
                LABELS,
                InputImage.of(ImageShape.CIFAR),
                new Normalisation.MeanDeviation(List.of(.5, .5, .5), List.of(.25, .25, .25)),
                epoch,
                heldOut,
                .75,
                LAYOUT.parameterCount(),
                recipe,
                1,
                new Manifest.DatasetSummary("pets", "sha256:0123", 900, 100, 200, null),
                List.of(.5, .5),
                List.of(new Manifest.GoldenImage(new byte[ImageShape.CIFAR.bytes()], List.of(.5f, -.5f))),
                null,
                Map.of("pytorch", "2.7.1", "threads", "2"),
                null);
    }

    private static Weights weights() {
        return new Weights(new float[LAYOUT.parameterCount()], new float[LAYOUT.statisticCount()]);
    }
}
