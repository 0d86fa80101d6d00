package io.resforge.training.recipe;

import io.resforge.training.augment.AlternatingFlip;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.augment.BrightnessContrast;
import io.resforge.training.augment.ChannelShift;
import io.resforge.training.augment.Cutout;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.augment.Rotation;
import io.resforge.training.augment.Shift;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the alternatives, each as a group of keys with its kind first. */
final class KindWriter {

    private KindWriter() {}

    static Map<String, Object> optimizer(OptimizerSpec optimizer) {
        return switch (optimizer) {
            case OptimizerSpec.Sgd(double momentum, boolean nesterov) ->
                group("sgd", "momentum", momentum, "nesterov", nesterov);
            case OptimizerSpec.Adam(double beta1, double beta2, double epsilon) ->
                group("adam", "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
            case OptimizerSpec.AdamW(double beta1, double beta2, double epsilon) ->
                group("adamw", "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
            case OptimizerSpec.RmsProp(double alpha, double epsilon, double momentum) ->
                group("rmsprop", "alpha", alpha, "epsilon", epsilon, "momentum", momentum);
            case OptimizerSpec.Adagrad(double initial, double epsilon) ->
                group("adagrad", "initial", initial, "epsilon", epsilon);
        };
    }

    static Map<String, Object> schedule(ScheduleSpec schedule) {
        return switch (schedule) {
            case ScheduleSpec.Constant() -> group("constant");
            case ScheduleSpec.Step(double every, double factor) -> group("step", "every", every, "factor", factor);
            case ScheduleSpec.MultiStep(List<Double> milestones, double factor) ->
                group("multi_step", "milestones", milestones, "factor", factor);
            case ScheduleSpec.Table(List<Double> milestones, List<Double> factors) ->
                group("table", "milestones", milestones, "factors", factors);
            case ScheduleSpec.Cosine(double floor) -> group("cosine", "floor", floor);
            case ScheduleSpec.OneCycle(double rise, double start, double end) ->
                group("one_cycle", "rise", rise, "start", start, "end", end);
            case ScheduleSpec.Polynomial(double power) -> group("polynomial", "power", power);
            case ScheduleSpec.InverseTime(double rate) -> group("inverse_time", "rate", rate);
        };
    }

    static Map<String, Object> augmentation(Augmentation step) {
        return switch (step) {
            case PadCrop(int padding) -> group("pad_crop", "padding", padding);
            case Shift(double share) -> group("shift", "share", share);
            case Flip() -> group("flip");
            case AlternatingFlip() -> group("alternating_flip");
            case Rotation(double degrees) -> group("rotation", "degrees", degrees);
            case ChannelShift(double amount) -> group("channel_shift", "amount", amount);
            case BrightnessContrast(double brightness, double contrast) ->
                group("brightness_contrast", "brightness", brightness, "contrast", contrast);
            case Cutout(int side) -> group("cutout", "side", side);
            case Mixup(double alpha) -> group("mixup", "alpha", alpha);
        };
    }

    private static Map<String, Object> group(String kind, Object... keysAndValues) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("kind", kind);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            group.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return group;
    }
}
