package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferRequest.InputTensor;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.resforge.neuralnet.image.ImageShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** From the input tensor to images. Pixels that come as raw UINT8 are not copied. */
final class TensorImages {

    /** The one input's name. */
    static final String NAME = "images";

    private static final String SHAPE = "inputs[0].shape";

    private TensorImages() {}

    /**
     * The images of a request.
     *
     * @param most images that are allowed
     * @throws InvalidRequest if the tensor is not one of images that the model takes
     */
    static List<ImageInput> of(List<InputTensor> inputs, LiveModel model, int most) {
        if (inputs.size() != 1) {
            throw new InvalidRequest("inputs", "must be the one tensor \"" + NAME + "\", were " + inputs.size());
        }
        InputTensor tensor = inputs.getFirst();
        if (!tensor.name().equals(NAME)) {
            throw new InvalidRequest("inputs[0].name", "must be \"" + NAME + "\", was \"" + tensor.name() + "\"");
        }
        return switch (tensor.datatype()) {
            case "UINT8" -> pixels(tensor, Datatype.UINT8, model.image(), most);
            case "FP32" -> pixels(tensor, Datatype.FP32, model.image(), most);
            case "BYTES" -> files(tensor, most);
            default ->
                throw new InvalidRequest(
                        "inputs[0].datatype",
                        "must be UINT8 or FP32 for pixels or BYTES for image files, was \"" + tensor.datatype() + "\"");
        };
    }

    private static List<ImageInput> pixels(InputTensor tensor, Datatype datatype, ImageShape image, int most) {
        List<Long> shape = tensor.shape();
        List<Long> one = List.of((long) image.height(), (long) image.width(), (long) image.channels());
        if (shape.size() != 4 || !shape.subList(1, 4).equals(one)) {
            throw new InvalidRequest(
                    SHAPE,
                    "must be [images, " + image.height() + ", " + image.width() + ", " + image.channels()
                            + "] (height, width, channels), was " + shape);
        }
        int images = count(shape, most);
        ByteBuffer pixels = PixelValues.of(tensor.elements(), datatype, images * image.bytes());
        List<ImageInput> inputs = new ArrayList<>(images);
        for (int i = 0; i < images; i++) {
            inputs.add(new ImageInput.Raw(pixels.slice(pixels.position() + i * image.bytes(), image.bytes())));
        }
        return inputs;
    }

    private static List<ImageInput> files(InputTensor tensor, int most) {
        List<Long> shape = tensor.shape();
        // Triton's clients send a column where a model takes batches.
        boolean column = shape.size() == 2 && shape.get(1) == 1;
        if (shape.size() != 1 && !column) {
            throw new InvalidRequest(SHAPE, "must be [images] or [images, 1] for BYTES, was " + shape);
        }
        return ByteStrings.of(tensor.elements(), count(shape, most)).stream()
                .<ImageInput>map(ImageInput.Encoded::new)
                .toList();
    }

    private static int count(List<Long> shape, int most) {
        long images = shape.getFirst();
        if (images < 1 || images > most) {
            throw new InvalidRequest(SHAPE, "must begin with a number of images from 1 to " + most + ", was " + shape);
        }
        return (int) images;
    }
}
