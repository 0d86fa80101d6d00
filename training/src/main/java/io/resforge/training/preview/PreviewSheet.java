package io.resforge.training.preview;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.text.LogText.Excerpt;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.preview.PreviewSheet.PreviewRow.Version;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;
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

    /** Chooses images to look at. */
    static final class ImageSelection {

        private ImageSelection() {}

        /** One image of each class, or of some of the classes if there are more than {@code most}; in the order of the classes. */
        static int[] of(LabelledImages images, int classes, int most, long seed) {
            Random random = Random.from(Seeds.generator(seed, "choice"));
            List<Integer> chosen =
                    new ArrayList<>(IntStream.range(0, classes).boxed().toList());
            Collections.shuffle(chosen, random);
            return chosen.stream()
                    .limit(most)
                    .sorted()
                    .mapToInt(label -> {
                        int[] ofClass = IntStream.range(0, images.count())
                                .filter(image -> images.labels()[image] == label)
                                .toArray();
                        return ofClass[random.nextInt(ofClass.length)];
                    })
                    .toArray();
        }
    }

    /** What becomes of some images, which are treated as a batch: each is mixed with the next, if they are mixed. */
    static final class AugmentedImages {

        private final LabelledImages images;
        private final List<String> labels;
        private final Preparation preparation;
        private final int[] which;
        private final long seed;

        AugmentedImages(Dataset dataset, Preparation preparation, int[] which, long seed) {
            this.images = dataset.training();
            this.labels = dataset.labels();
            this.preparation = preparation;
            this.which = which.clone();
            this.seed = seed;
        }

        /** One of the images in so many epochs from one on. */
        PreviewRow row(int row, int epoch, int epochs) {
            int begin = images.offset(which[row]);
            return new PreviewRow(
                    label(row),
                    Arrays.copyOfRange(
                            images.pixels(), begin, begin + images.shape().bytes()),
                    IntStream.range(epoch, epoch + epochs)
                            .mapToObj(e -> version(row, e))
                            .toList());
        }

        private Version version(int row, int epoch) {
            float[] image = prepared(row, epoch);
            String caption = preparation
                    .mixup()
                    .map(mixup -> mixed(mixup, image, row, epoch))
                    .orElse("");
            return new Version(preparation.normaliser().restore(image), caption);
        }

        /** Mixes the image with the next one, and says how. */
        private String mixed(Mixup mixup, float[] image, int row, int epoch) {
            int partner = (row + 1) % which.length;
            float share = mixup.share(generator("preview mixup", row, epoch));
            Mixup.mix(share, image, prepared(partner, epoch), image);
            return String.format(Locale.ROOT, "%.0f%% %s", 100 * (1 - share), label(partner));
        }

        private float[] prepared(int row, int epoch) {
            float[] target = new float[images.shape().bytes()];
            AugmentationDraw draw = new AugmentationDraw(seed, which[row], epoch, generator("preview", row, epoch));
            preparation.prepare(images, draw, target, new float[target.length]);
            return target;
        }

        private RandomGenerator generator(String purpose, int row, int epoch) {
            return Seeds.generator(seed, purpose, which[row], epoch);
        }

        private String label(int row) {
            return labels.get(images.labels()[which[row]]);
        }
    }

    /** Paints rows of small images, enlarged so that each pixel can be seen, with captions. */
    static final class SheetPainter {

        /** About how wide an image is shown. */
        private static final int SIDE = 96;

        static final int GAP = 8;
        static final int CAPTION = 18;
        private static final int FONT = 11;
        private static final Color INK = new Color(0x33, 0x33, 0x33);
        private static final Color RULE = new Color(0xcc, 0xcc, 0xcc);

        private final ImageShape shape;
        private final int scale;

        SheetPainter(ImageShape shape) {
            this.shape = shape;
            this.scale = Math.max(1, SIDE / Math.max(shape.height(), shape.width()));
        }

        BufferedImage paint(List<String> headings, List<PreviewRow> rows) {
            BufferedImage sheet =
                    new BufferedImage(left(headings.size() + 1), top(rows.size()), BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = sheet.createGraphics();
            try {
                graphics.setColor(Color.WHITE);
                graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
                graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
                graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
                rule(graphics, sheet.getHeight());
                caption(graphics, "original", left(0), GAP);
                for (int column = 0; column < headings.size(); column++) {
                    caption(graphics, headings.get(column), left(column + 1), GAP);
                }
                for (int row = 0; row < rows.size(); row++) {
                    paint(graphics, rows.get(row), top(row));
                }
            } finally {
                graphics.dispose();
            }
            return sheet;
        }

        private void paint(Graphics2D graphics, PreviewRow row, int top) {
            draw(graphics, row.original(), left(0), top);
            caption(graphics, row.label(), left(0), top + height());
            for (int column = 0; column < row.versions().size(); column++) {
                PreviewRow.Version version = row.versions().get(column);
                draw(graphics, version.pixels(), left(column + 1), top);
                caption(graphics, version.caption(), left(column + 1), top + height());
            }
        }

        /** Where a column's images begin; the originals are set apart. */
        int left(int column) {
            return GAP + column * (width() + GAP) + (column > 0 ? 2 * GAP : 0);
        }

        /** Where a row's images begin. */
        int top(int row) {
            return GAP + CAPTION + row * (height() + CAPTION + GAP);
        }

        private int width() {
            return shape.width() * scale;
        }

        private int height() {
            return shape.height() * scale;
        }

        private void rule(Graphics2D graphics, int height) {
            graphics.setColor(RULE);
            int x = left(1) - 3 * GAP / 2;
            graphics.drawLine(x, GAP, x, height - GAP);
        }

        private void draw(Graphics2D graphics, byte[] pixels, int left, int top) {
            int channels = shape.channels();
            for (int i = 0; i < shape.height() * shape.width(); i++) {
                int red = pixels[i * channels] & 0xff;
                int green = channels == 3 ? pixels[i * channels + 1] & 0xff : red;
                int blue = channels == 3 ? pixels[i * channels + 2] & 0xff : red;
                graphics.setColor(new Color(red, green, blue));
                graphics.fillRect(left + i % shape.width() * scale, top + i / shape.width() * scale, scale, scale);
            }
        }

        private void caption(Graphics2D graphics, String text, int left, int top) {
            graphics.setColor(INK);
            graphics.drawString(fitted(graphics, text), left, top + FONT + 1);
        }

        /** The text, shortened until it keeps clear of the next column's. */
        private String fitted(Graphics2D graphics, String text) {
            String fitted = text;
            for (int kept = text.codePointCount(0, text.length()) - 1;
                    kept > 0 && graphics.getFontMetrics().stringWidth(fitted) > width() + GAP / 2;
                    kept--) {
                fitted = Excerpt.of(text, kept);
            }
            return fitted;
        }
    }

    /** An image and what becomes of it. */
    record PreviewRow(String label, byte[] original, List<Version> versions) {

        PreviewRow {
            versions = List.copyOf(versions);
        }

        /** What becomes of an image in an epoch. */
        record Version(byte[] pixels, String caption) {}
    }
}
