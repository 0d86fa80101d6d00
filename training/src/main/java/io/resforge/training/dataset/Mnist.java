package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.dataset.Dataset.DatasetOutline;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The official files of MNIST or Fashion-MNIST: two of images and two of labels, each in the IDX format, unpacked or as .gz. */
record Mnist(Path folder) implements DatasetSource {

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
    private static final List<String> FILES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    private static final String FASHION = "fashion-mnist";

    private static final ImageShape SHAPE = ImageShape.MNIST;

    private static final List<String> DIGITS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    private static final List<String> CLOTHES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /** The two data sets' files have the same names and headers. These are the classes of the first images of Fashion-MNIST. */
    private static final byte[] FIRST_CLOTHES = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};

    /** The files in this folder, if any is there; {@link #read} tells which are missing. */
    static Optional<Mnist> in(Path folder) {
        boolean here = FILES.stream().flatMap(name -> candidates(folder, name)).anyMatch(Files::exists);
        return here ? Optional.of(new Mnist(folder)) : Optional.empty();
    }

    @Override
    public List<Path> files() {
        return FILES.stream()
                .flatMap(name ->
                        candidates(folder, name).filter(Files::isRegularFile).limit(1))
                .toList();
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public Dataset read(ImageShape shape) {
        IdxFile labels = labels(TRAIN_LABELS);
        IdxFile testLabels = labels(TEST_LABELS);
        LabelledImages training = images(TRAIN_IMAGES, labels);
        LabelledImages test = images(TEST_IMAGES, testLabels);
        String name = name(labels);
        return Dataset.of(
                name,
                name.equals(FASHION) ? CLOTHES : DIGITS,
                training.resized(shape),
                Optional.of(test.resized(shape)));
    }

    @Override
    public DatasetOutline outline() {
        IdxFile labels = labels(TRAIN_LABELS);
        LabelledImages training = images(TRAIN_IMAGES, labels);
        images(TEST_IMAGES, labels(TEST_LABELS));
        return new DatasetOutline(name(labels), SHAPE, DIGITS.size(), training.count());
    }

    private static String name(IdxFile labels) {
        return startsWith(labels.content(), FIRST_CLOTHES) ? FASHION : "mnist";
    }

    private static boolean startsWith(byte[] content, byte[] start) {
        return content.length >= start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }

    private IdxFile labels(String name) {
        IdxFile file = IdxFile.read(require(name));
        for (int i = 0; i < file.count(); i++) {
            int label = Byte.toUnsignedInt(file.content()[i]);
            if (label >= DIGITS.size()) {
                throw InvalidDataset.of(
                        "%s has label %d at byte %d; with 10 classes 0 to 9 are allowed",
                        file.name(), label, file.offset(i));
            }
        }
        return file;
    }

    private LabelledImages images(String name, IdxFile labels) {
        IdxFile images = IdxFile.read(require(name), SHAPE.height(), SHAPE.width());
        if (images.count() != labels.count()) {
            throw InvalidDataset.of(
                    "%s holds %d images, but %s holds %d labels; each image has one label",
                    images.name(), images.count(), labels.name(), labels.count());
        }
        int[] classes =
                IntStream.range(0, labels.count()).map(i -> labels.content()[i]).toArray();
        return new LabelledImages(SHAPE, images.content(), classes);
    }

    private Path require(String name) {
        return candidates(folder, name)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> InvalidDataset.of(
                        "%s is missing; MNIST and Fashion-MNIST are the files %s, each unpacked or as .gz",
                        folder.resolve(name), String.join(", ", FILES)));
    }

    /** Some programs that unpack put a dot before what the file holds. */
    private static Stream<Path> candidates(Path folder, String name) {
        String dotted = name.replace("-idx", ".idx");
        return Stream.of(name, name + IdxFile.GZ, dotted, dotted + IdxFile.GZ).map(folder::resolve);
    }

    /**
     * A file of bytes in the IDX format: the number {@code 0x0800} plus its dimensions, the size of each dimension, all as four bytes with
     * the highest first, and then the bytes.
     */
    private record IdxFile(String name, int start, int count, byte[] content) {

        /** Ending of the name of a packed file. */
        static final String GZ = ".gz";

        private static final int UNSIGNED_BYTES = 0x0800;
        private static final int MOST = 1_000_000;

        /**
         * Reads a file.
         *
         * @throws InvalidDataset if it has other dimensions, or is cut short, too long or cannot be unpacked
         */
        static IdxFile read(Path file, int... item) {
            boolean packed = file.toString().endsWith(GZ);
            String name = packed ? file + " (unpacked)" : file.toString();
            try (InputStream raw = Files.newInputStream(file);
                    DataInputStream stream =
                            new DataInputStream(new BufferedInputStream(packed ? new GZIPInputStream(raw) : raw))) {
                return read(name, stream, item);
            } catch (EOFException e) {
                throw InvalidDataset.because(e, "%s ends too early", file);
            } catch (IOException e) {
                throw InvalidDataset.because(e, "cannot read %s: %s", file, e.getMessage());
            }
        }

        private static IdxFile read(String name, DataInputStream stream, int... item) throws IOException {
            requireNumber(name, 0, "number", UNSIGNED_BYTES + 1 + item.length, stream.readInt());
            int count = stream.readInt();
            if (count < 1 || count > MOST) {
                throw InvalidDataset.of("%s tells of %d items at byte 4; allowed are 1 to %d", name, count, MOST);
            }
            for (int i = 0; i < item.length; i++) {
                requireNumber(name, 4 * (i + 2), "side", item[i], stream.readInt());
            }
            int start = Integer.BYTES * (2 + item.length);
            int bytes = Math.multiplyExact(count, IntStream.of(item).reduce(1, Math::multiplyExact));
            byte[] content = stream.readNBytes(bytes);
            if (content.length < bytes) {
                throw InvalidDataset.of(
                        "%s ends at byte %d; with the %d items that its header tells of it has %d bytes",
                        name, start + content.length, count, start + bytes);
            }
            if (stream.read() >= 0) {
                throw InvalidDataset.of(
                        "%s goes on at byte %d; with the %d items that its header tells of it ends there",
                        name, start + bytes, count);
            }
            return new IdxFile(name, start, count, content);
        }

        private static void requireNumber(String name, int at, String what, int expected, int actual) {
            if (actual != expected) {
                throw InvalidDataset.of("%s has the %s %d at byte %d, must be %d", name, what, actual, at, expected);
            }
        }

        /** Where a byte of the content lies in the file, once unpacked. */
        int offset(int index) {
            return start + index;
        }
    }
}
