package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageDecoder;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.InvalidImage;
import io.resforge.training.dataset.Dataset.DatasetOutline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Images by class: {@code train/<class>/*.png} and optionally {@code test/<class>/*.png}, or {@code <class>/*.png}. */
record ImageFolder(Path folder, Path train, Optional<Path> test) implements DatasetSource {

    private static final Set<String> SPLITS = Set.of("train", "test");
    private static final List<String> KINDS = ImageDecoder.ENDINGS;
    private static final String KINDS_IN_WORDS = String.join(", ", KINDS.subList(0, KINDS.size() - 1));

    /** A larger file is no photograph, and decoding runs on several threads at once. */
    private static final long MOST_BYTES = 64L << 20;

    /** Shares of a quarter of Java's heap, which decoding may take at a time; an image that needs more is decoded alone. */
    private static final int DECODING_SHARES = 1024;

    private static final Semaphore MEMORY = new Semaphore(DECODING_SHARES);

    /**
     * The images in this folder, if it has folders of images or a folder named train. Images directly in train, without a folder for
     * each class, are none: their classes are not known.
     */
    static Optional<ImageFolder> in(Path folder) {
        Path train = folder.resolve("train");
        if (Files.isDirectory(train) && (hasFolders(train) || !holdsImages(train))) {
            Optional<Path> test = Optional.of(folder.resolve("test")).filter(Files::isDirectory);
            return Optional.of(new ImageFolder(folder, train, test));
        }
        boolean classes = list(folder, Files::isDirectory).stream()
                .filter(path -> !SPLITS.contains(path.getFileName().toString()))
                .anyMatch(ImageFolder::holdsImages);
        return classes ? Optional.of(new ImageFolder(folder, folder, Optional.empty())) : Optional.empty();
    }

    @Override
    public List<Path> files() {
        return Stream.concat(Stream.of(train), test.stream())
                .flatMap(split -> list(split, Files::isDirectory).stream())
                .flatMap(ofClass -> list(ofClass, ImageFolder::isImage).stream())
                .toList();
    }

    @Override
    public ImageShape shape() {
        return ImageShape.CIFAR;
    }

    @Override
    public String reasonToSkip(Path file) {
        Optional<Path> split = Stream.concat(Stream.of(train), test.stream())
                .filter(file::startsWith)
                .findFirst();
        Path below = split.orElse(folder).relativize(file);
        if (below.getNameCount() == 1) {
            return "in no folder of a class";
        }
        if (split.isEmpty()) {
            return "in " + below.getName(0) + ", since only train and test are read";
        }
        return below.getNameCount() == 2
                ? "of a kind that is not read, unlike " + KINDS_IN_WORDS + " and " + KINDS.getLast()
                : "in folders within that of a class";
    }

    @Override
    public Dataset read(ImageShape shape) {
        Map<String, Path> classes = classes();
        List<String> labels = List.copyOf(classes.keySet());
        Optional<LabelledImages> tests = test.map(path -> decode(images(path, known(path, labels), labels), shape));
        return Dataset.of(name(), labels, decode(images(train, classes, labels), shape), tests);
    }

    @Override
    public DatasetOutline outline() {
        Map<String, Path> classes = classes();
        List<String> labels = List.copyOf(classes.keySet());
        int[] counted = images(train, classes, labels).stream()
                .mapToInt(Labelled::label)
                .toArray();
        Dataset.requireEnough(name(), labels, counted);
        test.ifPresent(path -> images(path, known(path, labels), labels));
        return new DatasetOutline(name(), shape(), labels.size(), counted.length);
    }

    private String name() {
        return Objects.toString(folder.toAbsolutePath().normalize().getFileName(), "images");
    }

    /** The training folders of the classes by their names, in the order of those. */
    private Map<String, Path> classes() {
        Map<String, Path> classes = classes(train);
        if (classes.size() < 2) {
            throw InvalidDataset.of(
                    "%s has %d class folders %s; at least 2 are needed, one for each class of images",
                    train, classes.size(), classes.keySet());
        }
        return classes;
    }

    private static Map<String, Path> classes(Path split) {
        List<Path> folders = list(split, Files::isDirectory);
        List<String> names = ClassNames.checked(
                split.toString(),
                folders.stream().map(path -> path.getFileName().toString()).toList());
        Map<String, Path> classes = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            classes.put(names.get(i), folders.get(i));
        }
        return classes;
    }

    /** The folders of test images, once it is sure that they are of no other classes than those of training. */
    private static Map<String, Path> known(Path test, List<String> labels) {
        Map<String, Path> classes = classes(test);
        List<String> unknown =
                classes.keySet().stream().filter(name -> !labels.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw InvalidDataset.of("%s has classes that train has not: %s; allowed are %s", test, unknown, labels);
        }
        return classes;
    }

    private record Labelled(Path file, int label) {}

    private static List<Labelled> images(Path split, Map<String, Path> classes, List<String> labels) {
        List<Labelled> files = new ArrayList<>();
        classes.forEach((name, ofClass) -> {
            int label = labels.indexOf(name);
            list(ofClass, ImageFolder::isImage).forEach(file -> files.add(new Labelled(file, label)));
        });
        if (files.isEmpty()) {
            throw InvalidDataset.of(
                    "%s holds 0 images in its class folders %s; at least 1 is needed, each %s or %s",
                    split, labels, KINDS_IN_WORDS, KINDS.getLast());
        }
        return files;
    }

    private static LabelledImages decode(List<Labelled> files, ImageShape shape) {
        LabelledImages images = LabelledImages.empty(shape, files.size());
        IntStream.range(0, files.size()).parallel().forEach(i -> {
            images.labels()[i] = files.get(i).label();
            byte[] pixels = decode(files.get(i).file(), shape);
            System.arraycopy(pixels, 0, images.pixels(), images.offset(i), pixels.length);
        });
        return images;
    }

    private static byte[] decode(Path file, ImageShape shape) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw InvalidDataset.of("%s has %d bytes; allowed are at most %d", file, Files.size(file), MOST_BYTES);
            }
            return decode(Files.readAllBytes(file), shape);
        } catch (InvalidImage e) {
            throw InvalidDataset.because(e, "%s: %s", file, e.getMessage());
        } catch (IOException e) {
            throw InvalidDataset.because(e, "cannot read %s: %s", file, e);
        }
    }

    /** Waits until there is memory for it, so that large files are decoded one after the other where many small ones are at once. */
    private static byte[] decode(byte[] file, ImageShape shape) {
        ImageDecoder image = ImageDecoder.open(ByteBuffer.wrap(file));
        int share = (int) Math.min(
                DECODING_SHARES,
                Math.ceilDiv(
                        image.memory() * DECODING_SHARES, Runtime.getRuntime().maxMemory() / 4));
        MEMORY.acquireUninterruptibly(share);
        try {
            return image.decode(shape, () -> false);
        } finally {
            MEMORY.release(share);
        }
    }

    private static boolean hasFolders(Path folder) {
        return !list(folder, Files::isDirectory).isEmpty();
    }

    private static boolean holdsImages(Path folder) {
        return !list(folder, ImageFolder::isImage).isEmpty();
    }

    private static boolean isImage(Path file) {
        return Files.isRegularFile(file) && KINDS.contains(SkippedFiles.kind(file));
    }

    private static List<Path> list(Path folder, Predicate<Path> which) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(which)
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw InvalidDataset.because(e, "cannot read %s: %s", folder, e);
        }
    }
}
