package io.resforge.inference.classify;

import io.resforge.inference.models.VersionChoice;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a caller asks for, before anything of it is checked.
 *
 * @param images to be classified
 * @param topK how many of the likeliest classes to answer; 0 stands for 5
 * @param model that must answer; empty stands for the server's own
 * @param choice which version must answer
 */
public record ClassifyQuery(List<ImageInput> images, int topK, String model, VersionChoice choice) {

    public ClassifyQuery {
        images = List.copyOf(images);
    }

    /** An image as a caller sends it. The buffers are read from their position to their limit, which are not moved. */
    public sealed interface ImageInput {

        /** An image file. */
        record Encoded(ByteBuffer file) implements ImageInput {}

        /** Bare pixels: row by row, red green blue. */
        record Raw(ByteBuffer pixels) implements ImageInput {}

        /** Nothing was sent. */
        record Missing() implements ImageInput {}
    }
}
