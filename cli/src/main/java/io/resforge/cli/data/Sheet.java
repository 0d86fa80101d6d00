package io.resforge.cli.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A contact sheet: a grid of 32 x 32 pixels wide tiles without gaps, left to right, top to bottom. */
final class Sheet {

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
