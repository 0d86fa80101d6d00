package io.resforge.client;

import com.google.protobuf.ByteString;
import io.resforge.v1.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes images of requests. */
public final class Images {

    private Images() {}

    /**
     * Reads a PNG, JPEG, GIF or BMP file of any size. The server decodes and scales it.
     *
     * @throws IOException if the file cannot be read
     */
    public static Image file(Path file) throws IOException {
        return encoded(Files.readAllBytes(file));
    }

    /** The content of a PNG, JPEG, GIF or BMP file. */
    public static Image encoded(byte[] content) {
        return Image.newBuilder().setEncoded(ByteString.copyFrom(content)).build();
    }

    /**
     * Raw pixels in the size and with the channels that the model takes: row by row, red green blue, or one byte a pixel where it
     * takes grey. The server refuses another number of bytes, and says which is right.
     *
     * @param pixels at least 1 byte; 32 × 32 × 3 for a model that was trained on CIFAR-10
     * @throws IllegalArgumentException if there are none
     */
    public static Image raw(byte[] pixels) {
        if (pixels.length == 0) {
            throw new IllegalArgumentException(
                    "a raw image has height x width x channels bytes, such as 32 x 32 x 3 = 3072, was given 0");
        }
        return Image.newBuilder().setRaw(ByteString.copyFrom(pixels)).build();
    }
}
