package io.resforge.inference.classify;

import io.resforge.inference.models.Routing.VersionChoice;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a caller asks for, before anything is checked.
 *
 * @param topK how many of the likeliest classes to answer; 0 stands for 5
 * @param model that must answer; empty for the server's own
 */
public record ClassifyQuery(List<ImageInput> images, int topK, String model, VersionChoice choice) {

    public ClassifyQuery {
        images = List.copyOf(images);
    }

    /** The choice of a version or a label, each empty if not set; throws {@link InvalidRequest} of both. */
    public static VersionChoice choice(String version, String label) {
        if (!version.isEmpty() && !label.isEmpty()) {
            throw new InvalidRequest("label", "only one of version and label may be set");
        }
        if (!version.isEmpty()) {
            return new VersionChoice.Version(version);
        }
        return label.isEmpty() ? VersionChoice.ANY : new VersionChoice.Label(label);
    }

    /** An image as a caller sends it. The buffers are read from their position to their limit, which are not moved. */
    public sealed interface ImageInput {

        record Encoded(ByteBuffer file) implements ImageInput {}

        /** Bare pixels: row by row, red green blue. */
        record Raw(ByteBuffer pixels) implements ImageInput {}

        record Missing() implements ImageInput {}
    }
}
