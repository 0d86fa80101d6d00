package io.resforge.training;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Images that a small network learns in seconds: each class has its own two colours and width of stripes, under noise. */
public final class StripedImages {

    private static final ImageShape TINY = new ImageShape(3, 8, 8);
    private static final int NOISE = 60;

    private StripedImages() {}

    /** A data set of ten classes. */
    public static Dataset dataset(int trainingPerClass, int testPerClass) {
        List<String> labels =
                IntStream.range(0, 10).mapToObj(label -> "stripes-" + label).toList();
        Optional<LabelledImages> test = testPerClass == 0 ? Optional.empty() : Optional.of(images(10, testPerClass, 2));
        return Dataset.of("stripes", labels, images(10, trainingPerClass, 1), test);
    }

    /** A data set of three classes of images of 8×8 pixels. */
    public static Dataset tiny(int trainingPerClass, int testPerClass) {
        return tiny(TINY, trainingPerClass, testPerClass);
    }

    /** A data set of three classes of images with 3 channels. */
    public static Dataset tiny(ImageShape shape, int trainingPerClass, int testPerClass) {
        return Dataset.of(
                "tiny stripes",
                List.of("stripes-0", "stripes-1", "stripes-2"),
                images(shape, 3, trainingPerClass, 1),
                Optional.of(images(shape, 3, testPerClass, 2)));
    }

    /** So many images of each class, the classes in turn. */
    public static LabelledImages images(int classes, int perClass, long seed) {
        return images(ImageShape.CIFAR, classes, perClass, seed);
    }

    private static LabelledImages images(ImageShape shape, int classes, int perClass, long seed) {
        int count = classes * perClass;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * shape.bytes()];
        int[] labels = IntStream.range(0, count).map(image -> image % classes).toArray();
        for (int image = 0; image < count; image++) {
            draw(shape, pixels, image * shape.bytes(), labels[image], random);
        }
        return new LabelledImages(shape, pixels, labels);
    }

    private static void draw(ImageShape shape, byte[] pixels, int offset, int label, SplittableRandom random) {
        int width = 2 + label % 5;
        int shift = random.nextInt(2 * width);
        for (int i = 0; i < shape.bytes(); i++) {
            int channel = i % 3;
            int column = i / 3 % shape.width();
            boolean light = (column + shift) / width % 2 == 0;
            int colour = (label + channel) % 3 == 0 ? 190 : 120;
            int value = (light ? colour : 70) + random.nextInt(-NOISE, NOISE);
            pixels[offset + i] = (byte) Math.clamp(value, 0, 255);
        }
    }
}
