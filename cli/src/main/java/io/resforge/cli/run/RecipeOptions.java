package io.resforge.cli.run;

import io.resforge.v1.OptimizerSpec;
import io.resforge.v1.RunSpec;
import io.resforge.v1.ScheduleSpec;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How to train. What is not given is left to the server, which has the defaults. */
final class RecipeOptions {

    @Option(names = "--arch", paramLabel = "NAME", description = "resnet<6n+2>-v1 or resnet<9n+2>-v2; resnet20-v1.")
    private String architecture = "";

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the images; 10.")
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images a step; 128.")
    private Integer batchSize;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            converter = Choices.OptimizerWord.class,
            description = "${COMPLETION-CANDIDATES}; sgd, with Nesterov's momentum.")
    private Choices.Optimizer optimizer;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            converter = Choices.ScheduleWord.class,
            description = "${COMPLETION-CANDIDATES}; cosine.")
    private Choices.Schedule schedule;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "The highest learning rate; 0.1 for sgd, 0.001 for adam.")
    private Double rate;

    @Option(
            names = "--warmup",
            paramLabel = "EPOCHS",
            description = "Epochs over which the rate rises first; 30%% of all for cosine, 0 for step.")
    private Double warmup;

    @Option(names = "--weight-decay", paramLabel = "X", description = "L2 on the kernels; 0.0001.")
    private Double weightDecay;

    @Option(names = "--label-smoothing", paramLabel = "X", description = "From 0 to below 1; 0.")
    private Double labelSmoothing;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            converter = Choices.ArithmeticWord.class,
            description = "${COMPLETION-CANDIDATES}; auto: bf16 where the processor has avx512_bf16.")
    private Choices.Arithmetic precision;

    @Option(names = "--no-augment", description = "Train on the images as they are: no crop, no flip.")
    private boolean noAugmentation;

    @Option(names = "--seed", paramLabel = "N", description = "Where all randomness comes from; 1.")
    private Long seed;

    /** Fills in what was given. */
    RunSpec.Builder fill(RunSpec.Builder spec) {
        spec.setArchitecture(architecture);
        ifGiven(epochs, spec::setEpochs);
        ifGiven(batchSize, spec::setBatchSize);
        ifGiven(weightDecay, spec::setWeightDecay);
        ifGiven(labelSmoothing, spec::setLabelSmoothing);
        ifGiven(seed, spec::setSeed);
        ifGiven(optimizer, it -> spec.setOptimizer(OptimizerSpec.newBuilder().setKind(it.kind)));
        ifGiven(precision, it -> spec.setPrecision(it.precision));
        if (noAugmentation) {
            spec.setAugment(false);
        }
        ScheduleSpec.Builder curve = ScheduleSpec.newBuilder();
        ifGiven(schedule, it -> curve.setKind(it.kind));
        ifGiven(rate, curve::setPeak);
        ifGiven(warmup, curve::setWarmupEpochs);
        return curve.build().equals(ScheduleSpec.getDefaultInstance()) ? spec : spec.setSchedule(curve);
    }

    private static <T> void ifGiven(T value, Consumer<T> use) {
        if (value != null) {
            use.accept(value);
        }
    }
}
