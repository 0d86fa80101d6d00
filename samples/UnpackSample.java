import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Cuts the sample's sheets into single images, {@code <split>/<class>/0001.png} and so on, as {@code --data sample} does: for images
 * of containers, which have them ready.
 *
 * <p>Run: {@code java samples/UnpackSample.java samples/cifar10 OUT_FOLDER}
 */
class UnpackSample {

    static final int SIDE = 32;

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: java samples/UnpackSample.java samples/cifar10 OUT_FOLDER");
            System.exit(2);
        }
        for (String split : new String[] {"train", "test"}) {
            try (Stream<Path> sheets = Files.list(Path.of(args[0], split))) {
                for (Path sheet : sheets.filter(it -> it.toString().endsWith(".jpg")).toList()) {
                    String name = sheet.getFileName().toString().replaceFirst("[.]jpg$", "");
                    cut(ImageIO.read(sheet.toFile()), Files.createDirectories(Path.of(args[1], split, name)));
                }
            }
        }
    }

    static void cut(BufferedImage sheet, Path out) throws IOException {
        int columns = sheet.getWidth() / SIDE;
        for (int i = 0; i < columns * (sheet.getHeight() / SIDE); i++) {
            BufferedImage tile = sheet.getSubimage(i % columns * SIDE, i / columns * SIDE, SIDE, SIDE);
            Path file = out.resolve(String.format(Locale.ROOT, "%04d.png", i + 1));
            if (!ImageIO.write(tile, "png", file.toFile())) {
                throw new IOException("cannot write " + file + " as PNG");
            }
        }
    }
}
