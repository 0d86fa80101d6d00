package io.resforge.client;

import com.google.protobuf.ByteString;
import io.resforge.v1.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes images of requests. */
public final class Images {

    /** Bytes of a raw image: 32 rows of 32 pixels of red, green and blue. */
    public static final int RAW_BYTES = 32 * 32 * 3;

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
     * Raw pixels, row by row, red green blue.
     *
     * @param pixels {@value #RAW_BYTES} bytes
     * @throws IllegalArgumentException if it is another number of bytes
     */
    public static Image raw(byte[] pixels) {
        if (pixels.length != RAW_BYTES) {
            throw new IllegalArgumentException(
                    "a raw image has 32 x 32 x 3 = " + RAW_BYTES + " bytes, was given " + pixels.length);
        }
        return Image.newBuilder().setRaw(ByteString.copyFrom(pixels)).build();
    }
}
