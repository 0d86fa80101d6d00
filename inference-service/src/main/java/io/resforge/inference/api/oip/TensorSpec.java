package io.resforge.inference.api.oip;

import io.resforge.inference.models.LiveModel;
import io.resforge.neuralnet.image.ImageShape;
import java.util.Arrays;
import java.util.List;

/** A tensor that a model takes or answers with; -1 in its shape stands for any number of images. */
public record TensorSpec(String name, Datatype datatype, List<Long> shape) {

    private static final long ANY = -1;

    /** The tensors that a model takes: images as pixels. */
    public static List<TensorSpec> inputs(LiveModel model) {
        ImageShape image = model.image();
        List<Long> shape = List.of(ANY, (long) image.height(), (long) image.width(), (long) image.channels());
        return List.of(new TensorSpec(TensorImages.NAME, Datatype.UINT8, shape));
    }

    /** The tensors that a model can answer with. */
    public static List<TensorSpec> outputs(LiveModel model) {
        long classes = model.labels().size();
        return Arrays.stream(Output.values())
                .map(output -> new TensorSpec(
                        output.text(),
                        output.datatype(),
                        output.datatype() == Datatype.FP32 ? List.of(ANY, classes) : List.of(ANY)))
                .toList();
    }

    /** The types of elements that we take or answer with, by the protocol's names. */
    public enum Datatype {
        /** Whole numbers from 0 to 255. */
        UINT8,
        /** Fractions of 32 bits. */
        FP32,
        /** Byte strings of any length. */
        BYTES
    }
}
