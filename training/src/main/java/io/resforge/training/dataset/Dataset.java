package io.resforge.training.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Images to learn from and to test on.
 *
 * @param name such as the folder's
 * @param labels the class names in the order of their indices
 * @param training to learn from
 * @param test to test on once at the end, if there are any
 * @param digest SHA-256 over all images and labels, in hexadecimal
 */
public record Dataset(
        String name, List<String> labels, LabelledImages training, Optional<LabelledImages> test, String digest) {

    /**
     * Reads a data set: the official CIFAR-10 binary files, or a folder of images by class.
     *
     * @throws InvalidDataset if the folder holds neither, or a file is damaged; the message names the file
     */
    public static Dataset open(Path folder) {
        throw new UnsupportedOperationException();
    }
}
