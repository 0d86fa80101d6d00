package io.resforge.inference.classify;

import io.resforge.inference.batcher.Abandoned;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.network.image.ImageDecoder;
import io.resforge.network.image.ImageShape;
import io.resforge.network.image.InvalidImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** From images as sent to the pixels that a model takes. */
final class Pixels {

    private Pixels() {}

    /** Whether any image must be decoded, which is too slow for an event loop. */
    static boolean needDecoding(List<ImageInput> images) {
        for (ImageInput image : images) {
            if (image instanceof ImageInput.Encoded) {
                return true;
            }
        }
        return false;
    }

    /**
     * The pixels of all images in a row.
     *
     * @param abandoned whether nobody waits for them any more; asked before each row, since some images take seconds
     * @return {@code [images, height, width, channels]}, one byte each
     * @throws InvalidRequest if some are no images of this shape; it names each of them
     * @throws Abandoned if nobody waits for them any more
     */
    static byte[] of(List<ImageInput> images, ImageShape shape, BooleanSupplier abandoned) {
        byte[] pixels = new byte[images.size() * shape.bytes()];
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (abandoned.getAsBoolean()) {
                throw new Abandoned();
            }
            try {
                put(images.get(i), shape, abandoned, pixels, i * shape.bytes());
            } catch (CancellationException e) {
                throw new Abandoned();
            } catch (InvalidImage e) {
                violations.add(new Violation("images[" + i + "]." + field(images.get(i)), e.getMessage()));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequest(violations);
        }
        return pixels;
    }

    private static void put(ImageInput image, ImageShape shape, BooleanSupplier abandoned, byte[] pixels, int at) {
        switch (image) {
            case ImageInput.Encoded(ByteBuffer file) -> {
                byte[] decoded = ImageDecoder.open(file).decode(shape, abandoned);
                System.arraycopy(decoded, 0, pixels, at, decoded.length);
            }
            case ImageInput.Raw(ByteBuffer raw) -> {
                requireSize(raw.remaining(), shape);
                raw.get(raw.position(), pixels, at, shape.bytes());
            }
            case ImageInput.Missing() -> throw new InvalidImage("must be set");
        }
    }

    private static void requireSize(int bytes, ImageShape shape) {
        if (bytes != shape.bytes()) {
            throw new InvalidImage("must be " + shape.bytes() + " bytes (" + shape.height() + "×" + shape.width() + "×"
                    + shape.channels() + "), was " + bytes);
        }
    }

    private static String field(ImageInput image) {
        return switch (image) {
            case ImageInput.Encoded e -> "encoded";
            case ImageInput.Raw r -> "raw";
            case ImageInput.Missing m -> "content";
        };
    }
}
