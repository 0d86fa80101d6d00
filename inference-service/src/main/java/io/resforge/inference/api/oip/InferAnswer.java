package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.models.LiveModel;
import java.util.List;

/** The tensors that a version of a model answers with. */
public record InferAnswer(LiveModel model, List<OutputTensor> outputs) {

    /**
     * A tensor that we answer with.
     *
     * @param shape the first is the number of images
     */
    public record OutputTensor(String name, List<Long> shape, Values values) {

        /** The type of its elements. */
        public Datatype datatype() {
            return switch (values) {
                case Floats _ -> Datatype.FP32;
                case Texts _ -> Datatype.BYTES;
            };
        }

        /** The elements, row by row. */
        public sealed interface Values {}

        /** Numbers; not to be changed. */
        public record Floats(float[] values) implements Values {}

        /** Texts. */
        public record Texts(List<String> values) implements Values {}
    }
}
