package io.resforge.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.neuralnet.image.ImageDecoder;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.InvalidImage;
import java.nio.ByteBuffer;

/** Image files as callers send them and as they lie in folders: both are read by the one decoder. */
class ImageFuzzTest {

    /** What the decoder answers to be the most that it takes is what services reserve for it; rows of the result are let go of one by one. */
    private static void decode(byte[] input) throws Exception {
        long[] memory = new long[1];
        FuzzBounds.hold(
                4 << 20,
                () -> memory[0] = ImageDecoder.open(ByteBuffer.wrap(input)).memory(),
                InvalidImage.class);
        for (ImageShape shape : new ImageShape[] {ImageShape.CIFAR, new ImageShape(1, 28, 28)}) {
            FuzzBounds.hold(
                    memory[0] + (4 << 20) + 8L * input.length,
                    () -> ImageDecoder.open(ByteBuffer.wrap(input)).decode(shape, () -> false),
                    InvalidImage.class);
        }
    }

    @FuzzTest
    void png(byte[] input) throws Exception {
        decode(input);
    }

    @FuzzTest
    void jpeg(byte[] input) throws Exception {
        decode(input);
    }

    @FuzzTest
    void gif(byte[] input) throws Exception {
        decode(input);
    }

    @FuzzTest
    void bmp(byte[] input) throws Exception {
        decode(input);
    }
}
