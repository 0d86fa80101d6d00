package io.resforge.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.InvalidDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files of data sets, of which a person may have got any. The first byte says which file of a data set the others are. */
class DatasetFuzzTest {

    private static final List<String> CIFAR_10 = List.of(
            "test_batch.bin",
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "batches.meta.txt");
    private static final List<String> CIFAR_100 = List.of("test.bin", "train.bin", "fine_label_names.txt");
    private static final List<String> MNIST = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
    private static final List<String> IMAGES =
            List.of("train/cat/a.png", "train/dog/a.jpg", "train/cat/b.bmp", "train/dog/b.gif");

    /** The images of a data set of 10,000 small ones have some 30 MB; of these there are some ten. */
    private static final long MOST_BYTES = 16 << 20;

    @FuzzTest
    void cifar10(byte[] input) throws Exception {
        open(input, "cifar10", CIFAR_10, "");
    }

    @FuzzTest
    void cifar100(byte[] input) throws Exception {
        open(input, "cifar100", CIFAR_100, "");
    }

    @FuzzTest
    void mnist(byte[] input) throws Exception {
        open(input, "mnist", MNIST, "");
    }

    @FuzzTest
    void mnistGzip(byte[] input) throws Exception {
        open(input, "mnistGzip", MNIST, ".gz");
    }

    @FuzzTest
    void images(byte[] input) throws Exception {
        open(input, "images", IMAGES, "");
    }

    private static void open(byte[] input, String target, List<String> names, String ending) throws Exception {
        int which = input.length == 0 ? 0 : Byte.toUnsignedInt(input[0]) % names.size();
        Path folder = Files.createTempDirectory("resforge-fuzz");
        try {
            for (int i = 0; i < names.size(); i++) {
                byte[] good = Inputs.of("DatasetFuzzTest", target, "" + i);
                write(folder.resolve(names.get(i) + ending), i == which ? input : good);
            }
            FuzzBounds.hold(MOST_BYTES + 200L * input.length, () -> Dataset.open(folder), InvalidDataset.class);
            FuzzBounds.hold(MOST_BYTES + 200L * input.length, () -> Dataset.outline(folder), InvalidDataset.class);
        } finally {
            StoreFuzzTest.delete(folder);
        }
    }

    private static void write(Path file, byte[] input) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length));
    }
}
