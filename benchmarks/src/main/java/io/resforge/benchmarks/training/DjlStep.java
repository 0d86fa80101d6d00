package io.resforge.benchmarks.training;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.resforge.benchmarks.measure.PeerServer;
import io.resforge.neuralnet.torch.TorchRuntime;

/**
 * DJL's side of the training benchmark: its blocks, trainer, loss and optimizer, as its documentation uses them. Arguments: network,
 * {@code plain} or {@code tuned} (our allocator settings), threads, batch.
 */
public final class DjlStep {

    private DjlStep() {}

    public static void main(String[] args) {
        if (args[1].equals("tuned")) {
            TorchRuntime.tuneForTraining();
        }
        TorchRuntime.start(Integer.parseInt(args[2]));
        int batch = Integer.parseInt(args[3]);
        try (Model model = Model.newInstance("benchmark", Device.cpu(), "PyTorch")) {
            model.setBlock(DjlNetworks.of(args[0]));
            try (Trainer trainer = model.newTrainer(config())) {
                trainer.initialize(new Shape(batch, 3, 32, 32));
                NDManager manager = trainer.getManager();
                NDArray images = manager.randomNormal(new Shape(batch, 3, 32, 32));
                NDArray labels = manager.randomInteger(0, 10, new Shape(batch), DataType.INT64);
                String version = "DJL on PyTorch " + Engine.getEngine("PyTorch").getVersion();
                PeerServer.serve(() -> step(trainer, images, labels), version, parameters(model));
            }
        }
    }

    private static DefaultTrainingConfig config() {
        Optimizer sgd = Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(1e-3f))
                .optMomentum(0.9f)
                .build();
        return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(sgd);
    }

    private static void step(Trainer trainer, NDArray images, NDArray labels) {
        try (NDManager scratch = trainer.getManager().newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            NDList data = new NDList(images.stopGradient(), labels.stopGradient());
            data.attach(scratch);
            NDList logits = trainer.forward(new NDList(data.get(0)));
            NDArray loss = trainer.getLoss().evaluate(new NDList(data.get(1)), logits);
            collector.backward(loss);
            logits.attach(scratch);
            loss.attach(scratch);
        }
        trainer.step();
    }

    private static long parameters(Model model) {
        return model.getBlock().getParameters().values().stream()
                .filter(parameter -> parameter.requiresGradient())
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }
}
