package io.resforge.cli.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A folder of contact sheets, {@code <split>/<class>.jpg}. It rests on Java alone, since images of containers are built with it uncompiled. */
final class Sheets {

    static final List<String> SPLITS = List.of("train", "test");

    private Sheets() {}

    /**
     * Cuts all sheets: {@code java cli/src/main/java/io/resforge/cli/data/Sheets.java samples/cifar10 FOLDER}.
     *
     * @throws IOException if a sheet cannot be read or the folder not be written
     */
    public static void main(String[] args) throws IOException {
        cut(Path.of(args[0]), Path.of(args[1]));
    }

    /**
     * Cuts all sheets into {@code <folder>/<split>/<class>/0001.png} and so on.
     *
     * @throws IOException if a sheet cannot be read or the folder not be written
     */
    static void cut(Path sheets, Path folder) throws IOException {
        for (String split : SPLITS) {
            for (Path sheet : of(sheets.resolve(split))) {
                write(Sheet.tiles(sheet), folder.resolve(split).resolve(className(sheet)));
            }
        }
    }

    /** The sheets of a split, by name. */
    static List<Path> of(Path split) throws IOException {
        try (Stream<Path> files = Files.list(split)) {
            return files.filter(it -> it.toString().endsWith(".jpg")).sorted().toList();
        }
    }

    /** The class whose images a sheet has. */
    static String className(Path sheet) {
        return sheet.getFileName().toString().replaceFirst("[.]jpg$", "");
    }

    private static void write(List<BufferedImage> tiles, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < tiles.size(); i++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%04d.png", i + 1));
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            if (!ImageIO.write(tiles.get(i), "png", png)) {
                throw new IOException("cannot write " + file + " as PNG");
            }
            write(png.toByteArray(), file);
        }
    }

    /** That a disk is full Java tells without the name of the file. */
    private static void write(byte[] png, Path file) throws FileSystemException {
        try {
            Files.write(file, png);
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException unnamed) {
            throw new FileSystemException(file.toString(), null, unnamed.getMessage());
        }
    }

    /** A contact sheet: a grid of 32 x 32 pixels wide tiles without gaps, left to right, top to bottom. */
    static final class Sheet {

        private static final int TILE = 32;

        private Sheet() {}

        /**
         * Cuts a sheet into its tiles.
         *
         * @throws IOException if the file is no image, or its sides are no multiples of 32
         */
        static List<BufferedImage> tiles(Path file) throws IOException {
            BufferedImage sheet = ImageIO.read(file.toFile());
            if (sheet == null) {
                throw new IOException(file + " is no image");
            }
            if (sheet.getWidth() % TILE != 0 || sheet.getHeight() % TILE != 0) {
                throw new IOException(file + " is " + sheet.getWidth() + " x " + sheet.getHeight()
                        + " pixels; a sheet of tiles has multiples of " + TILE);
            }
            List<BufferedImage> tiles = new ArrayList<>();
            for (int y = 0; y < sheet.getHeight(); y += TILE) {
                for (int x = 0; x < sheet.getWidth(); x += TILE) {
                    tiles.add(sheet.getSubimage(x, y, TILE, TILE));
                }
            }
            return tiles;
        }
    }
}
