package io.resforge.training.dataset;

import io.resforge.network.image.ImageDecoder;
import io.resforge.network.image.ImageShape;
import io.resforge.network.image.InvalidImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Images by class: {@code train/<class>/*.png} and optionally {@code test/<class>/*.png}. */
final class ImageFolder {

    static final String TRAIN = "train";

    private static final String TEST = "test";
    private static final Set<String> KINDS = Set.of("png", "jpg", "jpeg", "bmp", "gif");
    private static final String KINDS_IN_WORDS = "png, jpg, jpeg, bmp or gif";
    private static final ImageShape SHAPE = ImageShape.CIFAR;
    private static final int MOST_IMAGES = Integer.MAX_VALUE / SHAPE.bytes();

    /** A larger file is no photograph, and decoding runs on several threads at once. */
    private static final long MOST_BYTES = 64L << 20;

    private ImageFolder() {}

    static Dataset read(Path folder) {
        Path train = folder.resolve(TRAIN);
        List<String> classes = classes(train);
        if (classes.size() < 2) {
            throw new InvalidDataset("%s has %d class folders %s; at least 2 are needed, one for each class of images"
                    .formatted(train, classes.size(), classes));
        }
        Path test = folder.resolve(TEST);
        Optional<LabelledImages> tests =
                Files.isDirectory(test) ? Optional.of(images(test, known(test, classes))) : Optional.empty();
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return Dataset.of(Objects.toString(name, "images"), classes, images(train, classes), tests);
    }

    private static List<String> classes(Path folder) {
        return list(folder, Files::isDirectory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    /** The classes of training, once it is sure that the test folder has no others. */
    private static List<String> known(Path test, List<String> classes) {
        List<String> unknown =
                classes(test).stream().filter(name -> !classes.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new InvalidDataset(
                    "%s has classes that train has not: %s; allowed are %s".formatted(test, unknown, classes));
        }
        return classes;
    }

    private record Labelled(Path file, int label) {}

    private static LabelledImages images(Path folder, List<String> classes) {
        List<Labelled> files = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            Path ofClass = folder.resolve(classes.get(label));
            if (Files.isDirectory(ofClass)) {
                for (Path file : list(ofClass, ImageFolder::isImage)) {
                    files.add(new Labelled(file, label));
                }
            }
        }
        if (files.isEmpty() || files.size() > MOST_IMAGES) {
            throw new InvalidDataset("%s holds %d images in its class folders %s; allowed are 1 to %d, each %s"
                    .formatted(folder, files.size(), classes, MOST_IMAGES, KINDS_IN_WORDS));
        }
        return decode(files);
    }

    private static LabelledImages decode(List<Labelled> files) {
        LabelledImages images =
                new LabelledImages(SHAPE, new byte[files.size() * SHAPE.bytes()], new int[files.size()]);
        IntStream.range(0, files.size()).parallel().forEach(i -> {
            images.labels()[i] = files.get(i).label();
            byte[] pixels = decode(files.get(i).file());
            System.arraycopy(pixels, 0, images.pixels(), images.offset(i), pixels.length);
        });
        return images;
    }

    private static byte[] decode(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidDataset(
                        "%s has %d bytes; allowed are at most %d".formatted(file, Files.size(file), MOST_BYTES));
            }
            return ImageDecoder.decode(Files.readAllBytes(file), SHAPE);
        } catch (InvalidImage e) {
            throw new InvalidDataset("%s: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new InvalidDataset("cannot read %s: %s".formatted(file, e), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString();
        String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && KINDS.contains(kind);
    }

    private static List<Path> list(Path folder, Predicate<Path> which) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(which)
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidDataset("cannot read %s: %s".formatted(folder, e), e);
        }
    }
}
