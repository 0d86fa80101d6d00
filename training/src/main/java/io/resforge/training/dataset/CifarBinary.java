package io.resforge.training.dataset;

import io.resforge.network.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The official binary files of CIFAR-10: six files of records, each one label byte and then 1024 bytes each of red, green and
 * blue, row by row; and the class names, one a line. The official files hold 10,000 records; fewer are read as well, as long as
 * the five training files hold equally many, so that one cut short is found.
 */
final class CifarBinary {

    /** The folder's name in the official archive. */
    static final String FOLDER = "cifar-10-batches-bin";

    private static final List<String> TRAINING =
            IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList();
    private static final String TEST = "test_batch.bin";
    private static final String NAMES = "batches.meta.txt";
    private static final ImageShape SHAPE = ImageShape.CIFAR;
    private static final int RECORD = 1 + SHAPE.bytes();

    private CifarBinary() {}

    /** Whether any of the files is there; {@link #read} tells which of the others are missing. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(TEST))
                || TRAINING.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    static Dataset read(Path folder) {
        List<String> names = names(folder.resolve(NAMES));
        LabelledImages training = images(TRAINING.stream().map(folder::resolve).toList(), names.size());
        LabelledImages test = images(List.of(folder.resolve(TEST)), names.size());
        return Dataset.of("cifar-10", names, training, Optional.of(test));
    }

    private static List<String> names(Path file) {
        try {
            return Files.readAllLines(requireFile(file)).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new InvalidDataset("cannot read %s: %s".formatted(file, e), e);
        }
    }

    private static LabelledImages images(List<Path> files, int classes) {
        int records = records(files.getFirst());
        LabelledImages images = new LabelledImages(
                SHAPE, new byte[files.size() * records * SHAPE.bytes()], new int[files.size() * records]);
        for (int i = 0; i < files.size(); i++) {
            read(files.get(i), images, i * records, records, classes);
        }
        return images;
    }

    private static int records(Path file) {
        try {
            long bytes = Files.size(requireFile(file));
            long records = bytes / RECORD;
            if (bytes % RECORD != 0) {
                throw new InvalidDataset(
                        "%s ends within the record at byte %d; it must consist of whole records of %d bytes"
                                .formatted(file, records * RECORD, RECORD));
            }
            if (records < 1 || records > MOST_RECORDS) {
                throw new InvalidDataset("%s holds %d records; allowed are 1 to %d, and the official files hold 10000"
                        .formatted(file, records, MOST_RECORDS));
            }
            return (int) records;
        } catch (IOException e) {
            throw new InvalidDataset("cannot read %s: %s".formatted(file, e), e);
        }
    }

    /** So that the images of all five files fit into one array. */
    private static final int MOST_RECORDS = 100_000;

    private static void read(Path file, LabelledImages into, int first, int records, int classes) {
        int actual = records(file);
        if (actual != records) {
            throw new InvalidDataset("%s holds %d records, but %s holds %d; all training files must hold equally many"
                    .formatted(file, actual, TRAINING.getFirst(), records));
        }
        byte[] bytes = bytes(file);
        for (int i = 0; i < records; i++) {
            int label = Byte.toUnsignedInt(bytes[i * RECORD]);
            if (label >= classes) {
                throw new InvalidDataset("%s has label %d at byte %d; with %d classes 0 to %d are allowed"
                        .formatted(file, label, (long) i * RECORD, classes, classes - 1));
            }
            into.labels()[first + i] = label;
            interleave(bytes, i * RECORD + 1, into.pixels(), into.offset(first + i));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidDataset("cannot read %s: %s".formatted(file, e), e);
        }
    }

    /** Turns planes of red, green and blue into pixels. */
    private static void interleave(byte[] planes, int from, byte[] pixels, int to) {
        int plane = SHAPE.height() * SHAPE.width();
        for (int channel = 0; channel < SHAPE.channels(); channel++) {
            int source = from + channel * plane;
            int target = to + channel;
            for (int i = 0; i < plane; i++, target += SHAPE.channels()) {
                pixels[target] = planes[source + i];
            }
        }
    }

    private static Path requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidDataset("%s is missing; CIFAR-10 in binary form is %s, %s and %s"
                    .formatted(file, String.join(", ", TRAINING), TEST, NAMES));
        }
        return file;
    }
}
