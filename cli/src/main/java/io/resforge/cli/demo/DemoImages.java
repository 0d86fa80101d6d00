package io.resforge.cli.demo;

import io.resforge.cli.common.CommandFailed;
import io.resforge.client.Images;
import io.resforge.v1.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads some test pictures of a data set, to ask the model about. */
final class DemoImages {

    private static final int PIXELS = 32 * 32;

    private DemoImages() {}

    /**
     * The first of each class in a folder of classes, or the first in CIFAR-10's binary test file.
     *
     * @throws IOException if the data set has no readable test images
     */
    static List<DemoImage> of(Path dataset, int limit) throws IOException {
        Path binary = dataset.resolve("test_batch.bin");
        return Files.isRegularFile(binary) ? records(binary, labels(dataset), limit) : files(dataset, limit);
    }

    private static List<DemoImage> files(Path dataset, int limit) throws IOException {
        Path test = Stream.of("test", "train")
                .map(dataset::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> CommandFailed.badUsage("there is no data set in " + dataset
                        + "; it needs CIFAR-10's binary files, or train/<class> and test/<class> with images"));
        List<DemoImage> pictures = new ArrayList<>();
        for (Path folder : sorted(test, Files::isDirectory, limit)) {
            for (Path file : sorted(folder, Files::isRegularFile, 1)) {
                String label = folder.getFileName().toString();
                pictures.add(new DemoImage(label + "/" + file.getFileName(), label, Images.file(file)));
            }
        }
        return some(pictures, test);
    }

    private static List<DemoImage> some(List<DemoImage> pictures, Path source) {
        if (pictures.isEmpty()) {
            throw CommandFailed.badUsage("there are no images in " + source);
        }
        return pictures;
    }

    private static List<Path> sorted(Path folder, Predicate<Path> kind, int limit) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(kind)
                    .filter(it -> !it.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(limit)
                    .toList();
        }
    }

    /** A record is a label's byte, then 1024 bytes of red, as many of green, as many of blue. */
    private static List<DemoImage> records(Path binary, List<String> labels, int limit) throws IOException {
        List<DemoImage> pictures = new ArrayList<>();
        try (InputStream content = Files.newInputStream(binary)) {
            for (int number = 1; number <= limit; number++) {
                byte[] cells = content.readNBytes(1 + 3 * PIXELS);
                if (cells.length < 1 + 3 * PIXELS) {
                    break;
                }
                int label = cells[0] & 0xff;
                if (label >= labels.size()) {
                    throw CommandFailed.badUsage("image " + number + " of " + binary + " has the label " + label
                            + ", but there are " + labels.size() + " classes");
                }
                pictures.add(new DemoImage("test image " + number, labels.get(label), Images.raw(interleaved(cells))));
            }
        }
        return some(pictures, binary);
    }

    private static byte[] interleaved(byte[] cells) {
        byte[] pixels = new byte[3 * PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            for (int colour = 0; colour < 3; colour++) {
                pixels[3 * pixel + colour] = cells[1 + colour * PIXELS + pixel];
            }
        }
        return pixels;
    }

    private static List<String> labels(Path dataset) throws IOException {
        return Files.readAllLines(dataset.resolve("batches.meta.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /**
     * A picture whose content is known.
     *
     * @param name that a person would recognise, such as {@code frog/0001.png}
     */
    record DemoImage(String name, String label, Image image) {}
}
