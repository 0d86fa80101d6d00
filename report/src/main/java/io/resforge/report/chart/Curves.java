package io.resforge.report.chart;

import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a run did, epoch by epoch. */
public final class Curves {

    private final RunReport run;
    private final OptionalInt best;

    private Curves(RunReport run) {
        this.run = run;
        this.best = OptionalInt.of(run.scores().bestEpoch());
    }

    /** Loss, accuracy and rate over the epochs, and the gradient norm where it was measured. */
    public static List<ChartImage> of(RunReport run) {
        Curves curves = new Curves(run);
        List<ChartImage> pictures = new ArrayList<>(List.of(curves.loss(), curves.accuracy(), curves.learningRate()));
        Line norm = curves.line("gradient norm", Tone.VIOLET, EpochPoint::gradientNorm);
        if (!norm.points().isEmpty()) {
            pictures.add(curves.gradientNorm(norm));
        }
        return List.copyOf(pictures);
    }

    private ChartImage loss() {
        List<Line> lines = List.of(
                always("training", Tone.BLUE, point -> point.training().loss()),
                always("held-out", Tone.ORANGE, point -> point.heldOut().loss()));
        String description = String.format(
                Locale.ROOT, "Loss of training and held-out images by epoch; best epoch %d.", best.getAsInt());
        return LineChart.draw(
                "curves-loss.svg", "Loss", description, lines, Scale.fromZero(lines), best, LineChart.HALF);
    }

    private ChartImage accuracy() {
        List<Line> lines = List.of(
                always("training", Tone.BLUE, point -> point.training().top1()),
                always("held-out", Tone.ORANGE, point -> point.heldOut().top1()));
        String description = String.format(
                Locale.ROOT, "Accuracy on training and held-out images by epoch; best epoch %d.", best.getAsInt());
        return LineChart.draw(
                "curves-accuracy.svg", "Accuracy", description, lines, Scale.shares(lines), best, LineChart.HALF);
    }

    private ChartImage learningRate() {
        List<Line> lines = List.of(always("learning rate", Tone.GREEN, EpochPoint::learningRate));
        return LineChart.draw(
                "learning-rate.svg",
                "Learning rate",
                "Learning rate at the end of each epoch.",
                lines,
                Scale.rates(lines),
                OptionalInt.empty(),
                LineChart.HALF);
    }

    private ChartImage gradientNorm(Line norm) {
        List<Line> lines = List.of(norm);
        return LineChart.draw(
                "gradient-norm.svg",
                "Gradient norm",
                "Mean Euclidean norm of the gradient in each epoch.",
                lines,
                Scale.fromZero(lines),
                OptionalInt.empty(),
                LineChart.HALF);
    }

    private Line always(String name, Tone tone, ToDoubleFunction<EpochPoint> value) {
        return line(name, tone, point -> OptionalDouble.of(value.applyAsDouble(point)));
    }

    private Line line(String name, Tone tone, Function<EpochPoint, OptionalDouble> value) {
        List<Line.Point> points = new ArrayList<>();
        for (EpochPoint point : run.epochs()) {
            value.apply(point).ifPresent(present -> points.add(new Line.Point(point.epoch(), present)));
        }
        return new Line(name, tone, List.copyOf(points));
    }
}
