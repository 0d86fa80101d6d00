package io.resforge.inference.classify;

import java.nio.ByteBuffer;

/** An image as a caller sends it. The buffers are read from their position to their limit, which are not moved. */
public sealed interface ImageInput {

    /** An image file. */
    record Encoded(ByteBuffer file) implements ImageInput {}

    /** Bare pixels: row by row, red green blue. */
    record Raw(ByteBuffer pixels) implements ImageInput {}

    /** Nothing was sent. */
    record Missing() implements ImageInput {}
}
