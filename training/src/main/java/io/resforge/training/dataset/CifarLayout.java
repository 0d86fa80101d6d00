package io.resforge.training.dataset;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the binary files of the two CIFAR data sets are called and what is in them. */
enum CifarLayout {
    /** One label a record; 10,000 records in each of five training files, and in the test file. */
    CIFAR_10(
            "CIFAR-10",
            "cifar-10-batches-bin",
            IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> "data_batch_" + i + ".bin")
                    .toList(),
            1,
            "test_batch.bin",
            "batches.meta.txt",
            List.of()),

    /** A record's coarse label, one of 20, and then its fine one, which is used; 50,000 records to train and 10,000 to test. */
    CIFAR_100(
            "CIFAR-100", "cifar-100-binary", List.of("train.bin"), 5, "test.bin", "fine_label_names.txt", List.of(20));

    /** The name that people know it by. */
    final String title;
    /** The folder's name in the official archive. */
    final String folder;

    final List<String> training;
    /** How many times the records of the test file a training file holds. */
    final int trainingShare;

    final String test;
    /** Class names, one a line. */
    final String names;
    /** The numbers of classes of the labels that precede the one that is used. */
    final List<Integer> passedOver;

    CifarLayout(
            String title,
            String folder,
            List<String> training,
            int trainingShare,
            String test,
            String names,
            List<Integer> passedOver) {
        this.title = title;
        this.folder = folder;
        this.training = training;
        this.trainingShare = trainingShare;
        this.test = test;
        this.names = names;
        this.passedOver = passedOver;
    }

    /** The files with images. */
    Stream<String> files() {
        return Stream.concat(training.stream(), Stream.of(test));
    }

    /** Label bytes of a record. */
    int labels() {
        return passedOver.size() + 1;
    }
}
