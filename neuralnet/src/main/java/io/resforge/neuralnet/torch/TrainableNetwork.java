package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TrainingStep.StepTally;
import io.resforge.neuralnet.torchscript.Loss;
import io.resforge.neuralnet.torchscript.TrainingScript;

/**
 * A network in training: its flat vectors in native memory, and its forward pass, loss and gradient as one native call.
 *
 * <p>One and the same thread must make all calls: the native thread pool slows down for good once a second one has used it.
 *
 * <pre>{@code
 * try (Step step = network.step(batch, seed)) {
 *     optimizer.move(network.parameters(), step.gradient(), step.scratch());
 * }
 * }</pre>
 */
public final class TrainableNetwork implements AutoCloseable {

    private final ImageShape image;
    private final boolean drops;
    private final Loss loss;
    private final ParameterLayout layout;
    private final ScriptModule script;
    private final NDManager manager;
    private final NDArray parameters;
    private final NDArray statistics;
    private NDArray tally;
    private long images;

    private TrainableNetwork(Graph graph, ScriptModule script, Loss loss) {
        this.image = graph.image();
        this.drops = graph.nodes().stream().anyMatch(node -> node instanceof Node.Dropout d && d.rate() > 0);
        this.loss = loss;
        this.layout = ParameterLayout.of(graph);
        this.script = script;
        this.manager = TorchRuntime.engine().newBaseManager(TorchRuntime.device());
        this.parameters = manager.zeros(new Shape(layout.parameterCount()));
        this.statistics = manager.zeros(new Shape(layout.statisticCount()));
        this.tally = zeroTally();
    }

    /**
     * Makes a network ready to train; {@link TorchRuntime#start} must have been called.
     *
     * @param initial weights to begin with; copied
     * @throws IllegalArgumentException if the weights do not fit the graph, or the device lacks the precision
     */
    public static TrainableNetwork of(Graph graph, Weights initial, Precision precision, Loss loss) {
        boolean bf16 = precision.requireSupported(TorchRuntime.chosen()) == Precision.BF16;
        ParameterLayout.of(graph).checkLengths(initial);
        ScriptModule script = ScriptModule.compile(TrainingScript.of(graph, bf16, loss));
        TrainableNetwork network = new TrainableNetwork(graph, script, loss);
        network.restore(initial);
        return network;
    }

    /**
     * Computes the loss of a batch, its gradient, and the new running statistics; moves no parameter. The loss is added to the tally
     * without waiting for it.
     *
     * @param dropoutSeed decides alone what dropout sets to 0; a network without dropout does not look at it
     */
    public TrainingStep step(TrainingBatch batch, long dropoutSeed) {
        if (!batch.shape().equals(image)) {
            throw new IllegalArgumentException(
                    "the network takes images of " + image + ", the batch has " + batch.shape());
        }
        if (drops) {
            JniUtils.setSeed(dropoutSeed);
        }
        NDManager scratch = manager.newSubManager();
        try {
            NDList results = script.run(arguments(batch, scratch));
            tally.addi(results.get(1));
            images += batch.count();
            return new TrainingStep(scratch, results.get(0));
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    private NDList arguments(TrainingBatch batch, NDManager scratch) {
        NDList inputs = batch.take(scratch, loss.mixed());
        NDList arguments =
                new NDList(inputs.get(TrainingBatch.IMAGES), parameters, statistics, inputs.get(TrainingBatch.LABELS));
        if (loss.mixed()) {
            arguments.add(inputs.get(TrainingBatch.PARTNERS));
            arguments.add(inputs.get(TrainingBatch.SHARES));
        }
        return arguments;
    }

    /** The parameter vector, fp32 {@code [parameterCount]}; an optimizer moves it in place. */
    public NDArray parameters() {
        return parameters;
    }

    /** Where each tensor lies in the vectors. */
    public ParameterLayout layout() {
        return layout;
    }

    /** Owner of arrays that live as long as this network, such as an optimizer's momentum. */
    public NDManager manager() {
        return manager;
    }

    /** The statistics vector, fp32 {@code [statisticCount]}; each step moves it. */
    public NDArray statistics() {
        return statistics;
    }

    /** What the steps since the last call of this method came to. Waits until they are computed. */
    public StepTally takeTally() {
        StepTally taken = tally();
        countFrom(new StepTally(0, 0, 0, 0));
        return taken;
    }

    /** What the steps since the last call of {@link #takeTally} or {@link #countFrom} came to. Waits until they are computed. */
    public StepTally tally() {
        double[] sums = tally.toDoubleArray();
        return new StepTally(images, sums[0], Math.round(sums[1]), Math.round(sums[2]));
    }

    /** Adds the steps to come to what steps before came to: to the last bit as if they had been computed here. */
    public void countFrom(StepTally before) {
        tally.close();
        tally = manager.create(new double[] {before.lossSum(), before.correct(), before.correctTop5()});
        images = before.images();
    }

    /** A copy of the weights as they are now. */
    public Weights weights() {
        return new Weights(parameters.toFloatArray(), statistics.toFloatArray());
    }

    /**
     * Puts weights in the place of the present ones.
     *
     * @throws IllegalArgumentException if they do not fit this network
     */
    public void restore(Weights weights) {
        layout.checkLengths(weights);
        TorchArrays.write(weights.parameters(), parameters);
        TorchArrays.write(weights.statistics(), statistics);
    }

    /** Frees all native memory, that of {@link #manager} too. */
    @Override
    public void close() {
        manager.close();
        script.close();
    }

    private NDArray zeroTally() {
        return manager.zeros(new Shape(3), DataType.FLOAT64);
    }
}
