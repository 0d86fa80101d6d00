package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Where each pixel of an image comes from once the image was moved: rows and columns move as wholes, and rectangles may be blank. At first
 * every pixel is in its place. One thread at a time may use it.
 */
public final class PixelPlaces {

    private static final int NOTHING = -1;

    private final ImageShape shape;
    private int[] rows;
    private int[] columns;
    private final List<Rectangle> blank = new ArrayList<>();

    /** Which rows and which columns a rectangle had covers; where both do, a pixel is blank. */
    private record Rectangle(boolean[] rows, boolean[] columns) {}

    PixelPlaces(ImageShape shape) {
        this.shape = shape;
        this.rows = identity(shape.height());
        this.columns = identity(shape.width());
    }

    private static int[] identity(int length) {
        int[] places = new int[length];
        Arrays.setAll(places, i -> i);
        return places;
    }

    ImageShape shape() {
        return shape;
    }

    /**
     * Moves rows and columns.
     *
     * @param row the row that comes to lie in each row; outside of the image there is zero
     * @param column the column that comes to lie in each column
     */
    void move(IntUnaryOperator row, IntUnaryOperator column) {
        int[] fromRow = from(shape.height(), row);
        int[] fromColumn = from(shape.width(), column);
        rows = moved(rows, fromRow);
        columns = moved(columns, fromColumn);
        blank.replaceAll(it -> new Rectangle(moved(it.rows, fromRow), moved(it.columns, fromColumn)));
    }

    private static int[] from(int length, IntUnaryOperator place) {
        int[] from = new int[length];
        Arrays.setAll(from, i -> {
            int asked = place.applyAsInt(i);
            return asked >= 0 && asked < length ? asked : NOTHING;
        });
        return from;
    }

    private static int[] moved(int[] places, int[] from) {
        int[] moved = new int[places.length];
        Arrays.setAll(moved, i -> from[i] == NOTHING ? NOTHING : places[from[i]]);
        return moved;
    }

    private static boolean[] moved(boolean[] covered, int[] from) {
        boolean[] moved = new boolean[covered.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = from[i] != NOTHING && covered[from[i]];
        }
        return moved;
    }

    /** Blanks a square, which may lie partly outside. */
    void blank(int top, int left, int side) {
        blank.add(new Rectangle(covered(shape.height(), top, side), covered(shape.width(), left, side)));
    }

    private static boolean[] covered(int length, int from, int side) {
        boolean[] covered = new boolean[length];
        for (int i = Math.max(0, from); i < Math.min(length, from + side); i++) {
            covered[i] = true;
        }
        return covered;
    }

    /**
     * Moves an image's numbers.
     *
     * @param source {@code [height, width, channels]}
     * @param target another array of the same length, all of which is written
     */
    void apply(float[] source, float[] target) {
        int length = columns.length * shape.channels();
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] == NOTHING) {
                Arrays.fill(target, row * length, (row + 1) * length, 0);
            } else {
                applyRow(source, rows[row] * length, target, row * length);
            }
        }
        blank.forEach(rectangle -> clear(rectangle, target));
    }

    /** Columns that stay beside each other, as most do, are copied at once. */
    private void applyRow(float[] source, int begin, float[] target, int to) {
        int channels = shape.channels();
        int column = 0;
        while (column < columns.length) {
            int run = 1;
            int from = begin + columns[column] * channels;
            int at = to + column * channels;
            if (columns[column] == NOTHING) {
                Arrays.fill(target, at, at + channels, 0);
            } else {
                while (column + run < columns.length && columns[column + run] == columns[column] + run) {
                    run++;
                }
                if (run > 1) {
                    System.arraycopy(source, from, target, at, run * channels);
                } else {
                    for (int channel = 0; channel < channels; channel++) {
                        target[at + channel] = source[from + channel];
                    }
                }
            }
            column += run;
        }
    }

    private void clear(Rectangle rectangle, float[] target) {
        int channels = shape.channels();
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; rectangle.rows[row] && column < columns.length; column++) {
                if (rectangle.columns[column]) {
                    int at = (row * columns.length + column) * channels;
                    Arrays.fill(target, at, at + channels, 0);
                }
            }
        }
    }

    /**
     * Writes rows, columns, and of each rectangle the rows and the columns that it covers, as 1 and 0: {@code (1 + rectangles) · (height +
     * width)} numbers.
     */
    public void write(IntBuffer target) {
        target.put(rows).put(columns);
        for (Rectangle it : blank) {
            flags(it.rows, target);
            flags(it.columns, target);
        }
    }

    private static void flags(boolean[] covered, IntBuffer target) {
        for (boolean it : covered) {
            target.put(it ? 1 : 0);
        }
    }
}
