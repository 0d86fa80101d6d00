package io.resforge.trainer.api.page;

import io.resforge.registry.run.EpochRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The curves of runs as {@code charts.js} draws them. */
final class RunCurves {

    /** More points than a screen has columns tell nothing more. */
    private static final int MOST_POINTS = 1_000;

    private static final String PERCENT = "percent";

    private RunCurves() {}

    /** One line of a chart. */
    private record Line(String name, boolean dashed, Function<EpochRecord, Double> value) {}

    static Optional<EpochRecord> best(List<EpochRecord> epochs) {
        return epochs.stream().filter(EpochRecord::best).max(Comparator.comparingInt(EpochRecord::epoch));
    }

    /**
     * All charts of one run by name.
     *
     * @param stepsAnEpoch empty where that is not known
     */
    static Map<String, Object> of(List<EpochRecord> all, OptionalInt stepsAnEpoch) {
        List<EpochRecord> epochs = thinned(all);
        Map<String, Object> charts = new LinkedHashMap<>();
        Line training = new Line("training", false, EpochRecord::trainingLoss);
        charts.put(
                "accuracy",
                chart(
                        "Accuracy",
                        "accuracy",
                        PERCENT,
                        epochs,
                        stepsAnEpoch,
                        new Line("training", false, EpochRecord::trainingAccuracy),
                        new Line("held-out", true, EpochRecord::heldOutAccuracy)));
        charts.put(
                "loss",
                chart(
                        "Loss",
                        "loss",
                        "number",
                        epochs,
                        stepsAnEpoch,
                        training,
                        new Line("held-out", true, EpochRecord::heldOutLoss)));
        charts.put(
                "rate",
                chart(
                        "Learning rate",
                        "rate",
                        "rate",
                        epochs,
                        stepsAnEpoch,
                        new Line("learning rate", false, EpochRecord::learningRate)));
        charts.put(
                "gradient",
                chart(
                        "Gradient norm",
                        "norm",
                        "number",
                        epochs,
                        stepsAnEpoch,
                        new Line("gradient norm", false, EpochRecord::gradientNorm)));
        charts.put(
                "speed",
                chart(
                        "Images a second",
                        "images/s",
                        "count",
                        epochs,
                        stepsAnEpoch,
                        new Line("images a second", false, EpochRecord::imagesPerSecond)));
        return charts;
    }

    /** Held-out accuracies of several runs over one axis of epochs. */
    static Map<String, Object> overlaid(
            String title, String format, Map<String, List<EpochRecord>> runs, Function<EpochRecord, Double> value) {
        int last = runs.values().stream()
                .filter(epochs -> !epochs.isEmpty())
                .mapToInt(epochs -> epochs.getLast().epoch())
                .max()
                .orElse(0);
        int step = Math.max(1, Math.ceilDiv(last, MOST_POINTS));
        List<Integer> axis = IntStream.iterate(1, epoch -> epoch <= last, epoch -> epoch + step)
                .boxed()
                .toList();
        List<Object> series = new ArrayList<>();
        runs.forEach((name, epochs) -> {
            Map<Integer, Double> known = new LinkedHashMap<>();
            epochs.forEach(epoch -> known.put(epoch.epoch(), value.apply(epoch)));
            series.add(
                    Map.of("name", name, "values", axis.stream().map(known::get).toList()));
        });
        return chart(title, title, format, List.of(Map.of("name", "epoch", "values", axis)), series);
    }

    private static Map<String, Object> chart(
            String title,
            String unit,
            String format,
            List<EpochRecord> epochs,
            OptionalInt stepsAnEpoch,
            Line... lines) {
        List<Object> axes = new ArrayList<>();
        axes.add(Map.of(
                "name",
                "epoch",
                "values",
                epochs.stream().map(EpochRecord::epoch).toList()));
        stepsAnEpoch.ifPresent(steps -> axes.add(Map.of(
                "name",
                "step",
                "values",
                epochs.stream().map(epoch -> (long) epoch.epoch() * steps).toList())));
        List<Object> series = new ArrayList<>();
        for (Line line : lines) {
            // With nulls, which List.of would refuse.
            List<Double> values = epochs.stream().map(line.value()).toList();
            series.add(Map.of("name", line.name(), "dashed", line.dashed(), "values", values));
        }
        Map<String, Object> chart = chart(title, unit, format, axes, series);
        best(epochs)
                .ifPresent(best ->
                        chart.put("mark", Map.of("at", epochs.indexOf(best), "name", "best epoch " + best.epoch())));
        return chart;
    }

    private static Map<String, Object> chart(
            String title, String unit, String format, List<Object> axes, List<Object> series) {
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("title", title);
        chart.put("x", axes);
        chart.put("y", Map.of("name", unit, "format", format));
        chart.put("series", series);
        return chart;
    }

    /** Every so many of them, the best and the last. */
    private static List<EpochRecord> thinned(List<EpochRecord> epochs) {
        if (epochs.size() <= MOST_POINTS) {
            return epochs;
        }
        int step = Math.ceilDiv(epochs.size(), MOST_POINTS);
        int best = best(epochs).map(EpochRecord::epoch).orElse(0);
        return IntStream.range(0, epochs.size())
                .filter(i ->
                        i % step == 0 || i == epochs.size() - 1 || epochs.get(i).epoch() == best)
                .mapToObj(epochs::get)
                .toList();
    }
}
