package io.resforge.training.optimizer;

import com.google.gson.Gson;
import io.resforge.training.recipe.OptimizerSpec;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What src/test/python/optimizers.py had from PyTorch. */
record OptimizerFixture(
        float[] start,
        float[] mask,
        double decay,
        double[] rates,
        float[][] gradients,
        double most,
        List<Clipped> clipped,
        List<Trajectory> cases) {

    static final OptimizerFixture PYTORCH = read();

    /** A gradient scaled to a norm of at most {@code most}, and its norm before. */
    record Clipped(float norm, float[] gradient) {}

    /** An optimizer's way: the parameters after each step. */
    record Trajectory(String name, boolean decoupled, float[][] points) {

        OptimizerSpec spec() {
            return switch (name) {
                case "sgd" -> new OptimizerSpec.Sgd(0, false);
                case "momentum" -> new OptimizerSpec.Sgd(0.9, false);
                case "nesterov" -> new OptimizerSpec.Sgd(0.9, true);
                case "adam" -> new OptimizerSpec.Adam(0.9, 0.999, 1e-8);
                case "adamw" -> new OptimizerSpec.AdamW(0.9, 0.98, 1e-6);
                case "rmsprop" -> new OptimizerSpec.RmsProp(0.99, 1e-8, 0);
                case "rmsprop-momentum" -> new OptimizerSpec.RmsProp(0.9, 1e-8, 0.9);
                case "adagrad" -> new OptimizerSpec.Adagrad(0, 1e-10);
                case "adagrad-initial" -> new OptimizerSpec.Adagrad(0.1, 1e-10);
                default -> throw new IllegalArgumentException("the fixture has an unknown case: " + name);
            };
        }

        @Override
        public String toString() {
            return name + (decoupled ? " with decoupled decay" : " with L2");
        }
    }

    private static OptimizerFixture read() {
        try (Reader json = new InputStreamReader(
                OptimizerFixture.class.getResourceAsStream("pytorch.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, OptimizerFixture.class);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the fixture", e);
        }
    }
}
