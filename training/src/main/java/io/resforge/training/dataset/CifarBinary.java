package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.dataset.Dataset.DatasetOutline;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The official binary files of CIFAR-10 or CIFAR-100: files of records, each its label bytes and then 1024 bytes each of red, green
 * and blue, row by row; and the class names, one a line. Fewer records than in the official files are read as well, as long as they
 * are in the same proportion, so that a file cut short is found.
 */
record CifarBinary(Path folder, CifarLayout layout) implements DatasetSource {

    /** So that the images of all files fit into one array. */
    private static final int MOST_RECORDS = 100_000;

    private static final ImageShape SHAPE = ImageShape.CIFAR;

    /** The files in this folder, or in the one that the archive makes, if any is there; {@link #read} tells which are missing. */
    static Optional<CifarBinary> in(Path folder, CifarLayout layout) {
        Path below = folder.resolve(layout.folder);
        if (Files.isDirectory(below)) {
            return Optional.of(new CifarBinary(below, layout));
        }
        boolean here = layout.files().anyMatch(name -> Files.exists(folder.resolve(name)));
        return here ? Optional.of(new CifarBinary(folder, layout)) : Optional.empty();
    }

    @Override
    public List<Path> files() {
        return Stream.concat(layout.files(), Stream.of(layout.names))
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public Dataset read(ImageShape shape) {
        ClassNames names = ClassNames.read(require(layout.names));
        int tests = records(layout.test);
        LabelledImages training = images(layout.training, tests * layout.trainingShare, names.count());
        names.requireAllIn(training);
        LabelledImages test = images(List.of(layout.test), tests, names.count());
        return Dataset.of(name(), names.names(), training.resized(shape), Optional.of(test.resized(shape)));
    }

    private String name() {
        return layout.title.toLowerCase(Locale.ROOT);
    }

    @Override
    public DatasetOutline outline() {
        int classes = ClassNames.read(require(layout.names)).count();
        int tests = records(layout.test);
        eachRecord(layout.test, tests, classes, (_, _, _) -> {});
        for (String name : layout.training) {
            requireRecords(name, tests * layout.trainingShare);
            eachRecord(name, tests * layout.trainingShare, classes, (_, _, _) -> {});
        }
        return new DatasetOutline(name(), SHAPE, classes, layout.training.size() * tests * layout.trainingShare);
    }

    private LabelledImages images(List<String> files, int records, int classes) {
        LabelledImages images = LabelledImages.empty(SHAPE, (long) files.size() * records);
        for (int i = 0; i < files.size(); i++) {
            requireRecords(files.get(i), records);
            int first = i * records;
            eachRecord(files.get(i), records, classes, (index, label, record) -> {
                images.labels()[first + index] = label;
                interleave(record, layout.labels(), images.pixels(), images.offset(first + index));
            });
        }
        return images;
    }

    private void requireRecords(String name, int records) {
        int actual = records(name);
        if (actual != records) {
            throw InvalidDataset.of(
                    "%s holds %d records; to go with the %d of %s it must hold %d",
                    folder.resolve(name), actual, records(layout.test), layout.test, records);
        }
    }

    private int records(String name) {
        Path file = require(name);
        try {
            long bytes = Files.size(file);
            long records = bytes / record();
            if (bytes % record() != 0) {
                throw InvalidDataset.of(
                        "%s ends within the record at byte %d; it must consist of whole records of %d bytes",
                        file, records * record(), record());
            }
            if (records < 1 || records > MOST_RECORDS) {
                throw InvalidDataset.of(
                        "%s holds %d records; allowed are 1 to %d, and the official files hold %s",
                        file, records, MOST_RECORDS, layout.trainingShare == 1 ? "10000" : "50000 and 10000");
            }
            return (int) records;
        } catch (IOException e) {
            throw InvalidDataset.because(e, "cannot read %s: %s", file, e);
        }
    }

    private int record() {
        return layout.labels() + SHAPE.bytes();
    }

    /** What is done with a record, whose label is one. */
    private interface RecordUse {
        void accept(int index, int label, byte[] record);
    }

    private void eachRecord(String name, int records, int classes, RecordUse use) {
        Path file = folder.resolve(name);
        byte[] record = new byte[record()];
        try (DataInputStream stream = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int i = 0; i < records; i++) {
                stream.readFully(record);
                use.accept(i, label(record, file, (long) i * record.length, classes), record);
            }
        } catch (IOException e) {
            throw InvalidDataset.because(e, "cannot read %s: %s", file, e);
        }
    }

    private int label(byte[] record, Path file, long at, int classes) {
        int last = layout.labels() - 1;
        for (int i = 0; i <= last; i++) {
            int label = Byte.toUnsignedInt(record[i]);
            int allowed = i < last ? layout.passedOver.get(i) : classes;
            if (label >= allowed) {
                String kind = i < last ? "coarse label" : "label";
                throw InvalidDataset.of(
                        "%s has %s %d at byte %d; with %d classes%s 0 to %d are allowed",
                        file, kind, label, at + i, allowed, i < last ? "" : " in " + layout.names, allowed - 1);
            }
        }
        return Byte.toUnsignedInt(record[last]);
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

    private Path require(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw InvalidDataset.of(
                    "%s is missing; %s in binary form is %s, %s and %s",
                    file, layout.title, String.join(", ", layout.training), layout.test, layout.names);
        }
        return file;
    }

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
                "CIFAR-100",
                "cifar-100-binary",
                List.of("train.bin"),
                5,
                "test.bin",
                "fine_label_names.txt",
                List.of(20));

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
}
