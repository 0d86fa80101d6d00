import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Makes the sample: the first images of each class as contact sheets, one JPEG a class and split.
 *
 * <p>Run: {@code java samples/MakeSample.java CIFAR_10_BINARY_FOLDER samples/cifar10}
 */
class MakeSample {

    static final int SIDE = 32;
    static final int COLUMNS = 25;
    static final int TRAIN_ROWS = 20;
    static final int TEST_ROWS = 4;
    static final float QUALITY = 0.95f;

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: java samples/MakeSample.java CIFAR_10_BINARY_FOLDER OUT_FOLDER");
            System.exit(2);
        }
        Path in = Path.of(args[0]);
        Path out = Path.of(args[1]);
        List<String> labels = Files.readAllLines(in.resolve("batches.meta.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();
        sheets(in.resolve("data_batch_1.bin"), labels, TRAIN_ROWS, Files.createDirectories(out.resolve("train")));
        sheets(in.resolve("test_batch.bin"), labels, TEST_ROWS, Files.createDirectories(out.resolve("test")));
    }

    /** One file has about 1,000 images of each class, so that the first 500 are always there. */
    static void sheets(Path batch, List<String> labels, int rows, Path out) throws IOException {
        byte[] records = Files.readAllBytes(batch);
        for (int label = 0; label < labels.size(); label++) {
            BufferedImage sheet = sheet(records, label, rows);
            write(sheet, out.resolve(labels.get(label) + ".jpg"));
        }
    }

    static BufferedImage sheet(byte[] records, int label, int rows) {
        BufferedImage sheet = new BufferedImage(COLUMNS * SIDE, rows * SIDE, BufferedImage.TYPE_INT_RGB);
        int recordLength = 1 + 3 * SIDE * SIDE;
        int tile = 0;
        for (int at = 0; at < records.length && tile < rows * COLUMNS; at += recordLength) {
            if (records[at] == label) {
                draw(records, at + 1, sheet, tile % COLUMNS * SIDE, tile / COLUMNS * SIDE);
                tile++;
            }
        }
        if (tile < rows * COLUMNS) {
            throw new IllegalStateException("only " + tile + " images of class " + label);
        }
        return sheet;
    }

    static void draw(byte[] records, int at, BufferedImage sheet, int left, int top) {
        int plane = SIDE * SIDE;
        for (int p = 0; p < plane; p++) {
            int red = records[at + p] & 255;
            int green = records[at + plane + p] & 255;
            int blue = records[at + 2 * plane + p] & 255;
            sheet.setRGB(left + p % SIDE, top + p / SIDE, red << 16 | green << 8 | blue);
        }
    }

    static void write(BufferedImage sheet, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(QUALITY);
        Files.deleteIfExists(file);
        try (var output = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(sheet, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }
}
