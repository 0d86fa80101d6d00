package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images to learn from and to test on.
 *
 * @param name such as the folder's
 * @param labels the class names in the order of their indices, at least two, of which no two look alike; kept in Unicode's composed form
 * @param training to learn from, at least {@value #LEAST_IMAGES} of each class
 * @param test to test on once at the end, if there are any
 * @param digest SHA-256 over the shape, class names, labels and pixels of all images, in hexadecimal: equal for equal content,
 *     wherever it was read from
 */
public record Dataset(
        String name, List<String> labels, LabelledImages training, Optional<LabelledImages> test, String digest) {

    /** Images of a class: one to learn from and one to hold out. */
    public static final int LEAST_IMAGES = 2;

    /** @throws InvalidDataset if the images are too few to learn from, or do not fit the labels */
    public Dataset {
        labels = ClassNames.checked(name, labels);
        if (labels.size() < 2) {
            throw InvalidDataset.of("%s has the one class %s; at least 2 are needed", name, labels);
        }
        requireEnough(name, labels, training.labels());
        int classes = labels.size();
        test.ifPresent(images -> counts(images.labels(), classes));
    }

    /** A data set of these images, with their digest. */
    public static Dataset of(String name, List<String> labels, LabelledImages training, Optional<LabelledImages> test) {
        List<String> names = ClassNames.checked(name, labels);
        return new Dataset(name, names, training, test, Digest.of(names, training, test));
    }

    /** Reads a data set in the shape that is its own: {@code 3×32×32}, or {@code 1×28×28} for MNIST and Fashion-MNIST. */
    public static Dataset open(Path folder) {
        return open(folder, Optional.empty());
    }

    /**
     * Reads a data set: a folder with the official binary files of CIFAR-10 or CIFAR-100 (whose fine labels count), or the folder
     * above it; one with the official files of MNIST or Fashion-MNIST, unpacked or as .gz; or one of images by class,
     * {@code train/<class>/*.png} and optionally {@code test/<class>/*.png} (also jpg, jpeg, bmp and gif), or
     * {@code <class>/*.png}, which has no test images. Such classes are numbered by name; files of other kinds and hidden ones are
     * passed over.
     *
     * @param image the shape that each image gets, by {@link io.resforge.neuralnet.image.Resampling.Resizer}; if it is empty, the data set's
     *     own, which is {@code 3×32×32} for images by class
     * @throws InvalidDataset if the folder holds neither, or a file is missing or damaged; the message names the file
     * @throws IllegalArgumentException if {@code image} has other than 1 or 3 channels, or a side not of 28 to 96 pixels
     */
    public static Dataset open(Path folder, Optional<ImageShape> image) {
        image.ifPresent(ImageShape::requireSupported);
        DatasetSource source = DatasetSource.in(folder);
        return source.read(image.orElse(source.shape()));
    }

    /**
     * Looks whether a folder holds a data set, and for damage that can be seen without decoding images: missing files, files cut
     * short, labels that are none. It takes a fraction of the time of {@link #open}.
     *
     * @throws InvalidDataset if it does not, or there is such damage; the message names the file
     */
    public static DatasetOutline outline(Path folder) {
        return DatasetSource.in(folder).outline();
    }

    /**
     * This data set with some of its training images, as many of each class as of any other where there are enough. They depend on
     * the images alone, a smaller choice is part of a larger one, and the test images stay.
     *
     * @param trainImages at least {@value #LEAST_IMAGES} for each class, at most all
     * @throws InvalidDataset if there are not so many
     */
    public Dataset subset(int trainImages) {
        new DatasetOutline(name, training.shape(), labels.size(), training.count()).requireSubset(trainImages);
        return trainImages == training.count() ? this : of(name, labels, training.subset(trainImages), test);
    }

    private static int[] counts(int[] images, int classes) {
        int[] counts = new int[classes];
        for (int label : images) {
            if (label >= classes) {
                throw InvalidDataset.of("label %d is no class; 0 to %d are allowed", label, classes - 1);
            }
            counts[label]++;
        }
        return counts;
    }

    /** Checks that there is enough to learn from. */
    static void requireEnough(String name, List<String> labels, int[] images) {
        int[] counts = counts(images, labels.size());
        IntStream.range(0, counts.length)
                .filter(label -> counts[label] < LEAST_IMAGES)
                .findFirst()
                .ifPresent(label -> {
                    throw InvalidDataset.of(
                            "%s has %d training images of class %s; at least %d of each are needed",
                            name, counts[label], labels.get(label), LEAST_IMAGES);
                });
    }

    /** SHA-256 over what a data set holds. Every part is preceded by its length, so that different contents differ in bytes. */
    static final class Digest {

        private final MessageDigest sha256 = Sha256.begin();

        private Digest() {}

        static String of(List<String> labels, LabelledImages training, Optional<LabelledImages> test) {
            Digest digest = new Digest();
            digest.number(labels.size());
            for (String label : labels) {
                byte[] name = label.getBytes(StandardCharsets.UTF_8);
                digest.number(name.length);
                digest.sha256.update(name);
            }
            digest.images(training);
            digest.number(test.isPresent() ? 1 : 0);
            test.ifPresent(digest::images);
            return HexFormat.of().formatHex(digest.sha256.digest());
        }

        /** Over images and their class indices alone. */
        static String of(LabelledImages images) {
            Digest digest = new Digest();
            digest.images(images);
            return HexFormat.of().formatHex(digest.sha256.digest());
        }

        private void images(LabelledImages images) {
            ImageShape shape = images.shape();
            number(shape.channels());
            number(shape.height());
            number(shape.width());
            number(images.count());
            ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * images.count());
            labels.asIntBuffer().put(images.labels());
            sha256.update(labels);
            sha256.update(images.pixels());
        }

        private void number(int value) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
        }
    }

    /**
     * What is known of a data set without its images.
     *
     * @param name such as the folder's
     * @param shape of its images where no other is asked for
     * @param classes how many
     * @param images to learn from and hold out
     */
    public record DatasetOutline(String name, ImageShape shape, int classes, int images) {

        /**
         * Checks that so many training images can be chosen.
         *
         * @throws InvalidDataset if not
         */
        public void requireSubset(int trainImages) {
            int least = Dataset.LEAST_IMAGES * classes;
            if (trainImages < least || trainImages > images) {
                throw InvalidDataset.of(
                        "%s has %d training images of %d classes; train_images must be from %d to %d, was %d",
                        name, images, classes, least, images, trainImages);
            }
        }
    }
}
