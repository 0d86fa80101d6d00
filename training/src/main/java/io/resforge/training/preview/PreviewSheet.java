package io.resforge.training.preview;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A picture of what a network will see: a row for each of some images, with the image as it is and what becomes of it in one epoch
 * after the other. Numbers are turned back into colours, and cut off at black and full brightness.
 */
public final class PreviewSheet {

    /** Most images, each of a class of its own. */
    static final int MOST_ROWS = 10;

    /** Epochs that are shown. */
    static final int EPOCHS = 8;

    private PreviewSheet() {}

    /**
     * Draws the sheet.
     *
     * @param preparation of images of the data set's shape, which has 1 or 3 channels
     * @param seed chooses the images and what chance does to them
     * @param epoch the first that is shown, from 1
     * @return a PNG
     * @throws IllegalArgumentException if the images have another number of channels
     * @throws IllegalStateException if this machine has no fonts to write captions with
     */
    public static byte[] png(Dataset dataset, Preparation preparation, long seed, int epoch) {
        ImageShape shape = dataset.training().shape();
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException(
                    "images must have 1 or 3 channels to be looked at, had " + shape.channels());
        }
        int[] images = ImageSelection.of(dataset.training(), dataset.labels().size(), MOST_ROWS, seed);
        AugmentedImages versions = new AugmentedImages(dataset, preparation, images, seed);
        List<PreviewRow> rows = IntStream.range(0, images.length)
                .mapToObj(row -> versions.row(row, epoch, EPOCHS))
                .toList();
        List<String> headings = IntStream.range(epoch, epoch + EPOCHS)
                .mapToObj(e -> "epoch " + e)
                .toList();
        return encoded(painted(new SheetPainter(shape), headings, rows));
    }

    private static BufferedImage painted(SheetPainter painter, List<String> headings, List<PreviewRow> rows) {
        try {
            return painter.paint(headings, rows);
        } catch (LinkageError | InternalError e) { // what Java throws where fontconfig or its fonts are missing
            throw new IllegalStateException(
                    "no font was found to write captions with; install fontconfig and a font such as DejaVu Sans", e);
        }
    }

    private static byte[] encoded(BufferedImage sheet) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(sheet, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode the contact sheet", e);
        }
        return png.toByteArray();
    }
}
