package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
            throw new InvalidDataset(
                    String.format(Locale.ROOT, "%s has the one class %s; at least 2 are needed", name, labels));
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
     * @param image the shape that each image gets, by {@link io.resforge.neuralnet.image.Resizer}; if it is empty, the data set's
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
                throw new InvalidDataset(
                        String.format(Locale.ROOT, "label %d is no class; 0 to %d are allowed", label, classes - 1));
            }
            counts[label]++;
        }
        return counts;
    }

    /**
     * Checks that there is enough to learn from.
     *
     * @param images the label of each training image
     */
    static void requireEnough(String name, List<String> labels, int[] images) {
        int[] counts = counts(images, labels.size());
        IntStream.range(0, counts.length)
                .filter(label -> counts[label] < LEAST_IMAGES)
                .findFirst()
                .ifPresent(label -> {
                    throw new InvalidDataset(String.format(
                            Locale.ROOT,
                            "%s has %d training images of class %s; at least %d of each are needed",
                            name,
                            counts[label],
                            labels.get(label),
                            LEAST_IMAGES));
                });
    }
}
