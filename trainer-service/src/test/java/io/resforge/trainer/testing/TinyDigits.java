package io.resforge.trainer.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files as MNIST has them, with ten classes of noisy grey images that differ in brightness. */
public final class TinyDigits {

    private static final int PIXELS = 28 * 28;

    private TinyDigits() {}

    /** Writes 60 images to learn from and 20 to test on. */
    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "train", 60);
        write(folder, "t10k", 20);
        return folder;
    }

    private static void write(Path folder, String part, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * PIXELS);
        images.putInt(0x803).putInt(count).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        Random random = new Random(7);
        for (int image = 0; image < count; image++) {
            labels.put((byte) (image % 10));
            for (int i = 0; i < PIXELS; i++) {
                images.put((byte) (image % 10 * 20 + random.nextInt(60)));
            }
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
}
