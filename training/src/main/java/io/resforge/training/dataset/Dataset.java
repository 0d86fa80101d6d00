package io.resforge.training.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images to learn from and to test on.
 *
 * @param name such as the folder's
 * @param labels the class names in the order of their indices, at least two
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
        labels = List.copyOf(labels);
        if (labels.size() < 2) {
            throw new InvalidDataset("%s has the one class %s; at least 2 are needed".formatted(name, labels));
        }
        if (new HashSet<>(labels).size() < labels.size()) {
            throw new InvalidDataset("%s names a class twice: %s".formatted(name, labels));
        }
        int classes = labels.size();
        requireEnough(name, labels, counts(training, classes));
        test.ifPresent(images -> counts(images, classes));
    }

    /** A data set of these images, with their digest. */
    public static Dataset of(String name, List<String> labels, LabelledImages training, Optional<LabelledImages> test) {
        return new Dataset(name, labels, training, test, Digest.of(labels, training, test));
    }

    /**
     * Reads a data set: a folder with the official CIFAR-10 binary files, or the folder above it; or a folder of images by class,
     * {@code train/<class>/*.png} and optionally {@code test/<class>/*.png} (also jpg, jpeg, bmp and gif), whose classes are
     * numbered by name and whose images are scaled to 32×32. Files of other kinds and hidden ones are passed over.
     *
     * @throws InvalidDataset if the folder holds neither, or a file is damaged; the message names the file
     */
    public static Dataset open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InvalidDataset("%s is no folder; a data set is %s".formatted(folder, ALLOWED));
        }
        Path above = folder.resolve(CifarBinary.FOLDER);
        if (Files.isDirectory(above)) {
            return CifarBinary.read(above);
        }
        if (CifarBinary.isIn(folder)) {
            return CifarBinary.read(folder);
        }
        if (Files.isDirectory(folder.resolve(ImageFolder.TRAIN))) {
            return ImageFolder.read(folder);
        }
        throw new InvalidDataset("%s holds no data set; allowed is %s".formatted(folder, ALLOWED));
    }

    private static final String ALLOWED =
            "a folder with CIFAR-10's binary files (data_batch_1.bin to data_batch_5.bin, "
                    + "test_batch.bin, batches.meta.txt), or one with images as train/<class>/*.png|jpg|jpeg|bmp|gif "
                    + "and optionally test/<class>";

    private static int[] counts(LabelledImages images, int classes) {
        int[] counts = new int[classes];
        for (int label : images.labels()) {
            if (label >= classes) {
                throw new InvalidDataset("label %d is no class; 0 to %d are allowed".formatted(label, classes - 1));
            }
            counts[label]++;
        }
        return counts;
    }

    private static void requireEnough(String name, List<String> labels, int[] counts) {
        IntStream.range(0, counts.length)
                .filter(label -> counts[label] < LEAST_IMAGES)
                .findFirst()
                .ifPresent(label -> {
                    throw new InvalidDataset("%s has %d training images of class %s; at least %d of each are needed"
                            .formatted(name, counts[label], labels.get(label), LEAST_IMAGES));
                });
    }
}
