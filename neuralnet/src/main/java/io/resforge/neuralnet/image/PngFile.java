package io.resforge.neuralnet.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A PNG file (W3C, Portable Network Graphics, third edition). It is read row by row, unless it is interlaced. */
final class PngFile implements ImageFile {

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGBA = 6;

    /** Of Adam7's passes: the first column and row, and the steps from there. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private final ByteBuffer file;
    private final PngChunks chunks;
    private final int width;
    private final int height;
    private final int bits;
    private final int colour;
    private final int channels;
    private final boolean interlaced;
    private final float[] levels;

    PngFile(ByteBuffer file) {
        this.file = file;
        this.chunks = new PngChunks(file);
        int header = chunks.header();
        this.width = file.getInt(header);
        this.height = file.getInt(header + 4);
        this.bits = file.get(header + 8);
        this.colour = file.get(header + 9);
        this.channels = channels(colour, bits);
        this.interlaced = file.get(header + 12) == 1;
        if ((file.get(header + 10) | file.get(header + 11) | file.get(header + 12) & ~1) != 0) {
            throw new InvalidImage("the PNG file is packed in a way that is not known; " + ALLOWED);
        }
        this.levels = colour == PALETTE ? palette() : grey();
    }

    private static int channels(int colour, int bits) {
        boolean whole = bits == 8 || bits == 16;
        boolean few = bits == 1 || bits == 2 || bits == 4 || bits == 8;
        int channels =
                switch (colour) {
                    case GREY -> whole || few ? 1 : 0;
                    case PALETTE -> few ? 1 : 0;
                    case GREY_ALPHA -> whole ? 2 : 0;
                    case RGB -> whole ? 3 : 0;
                    case RGBA -> whole ? 4 : 0;
                    default -> 0;
                };
        if (channels == 0) {
            throw new InvalidImage(
                    "the PNG file has colours of type " + colour + " with " + bits + " bits; " + ALLOWED);
        }
        return channels;
    }

    /** Red, green and blue of each index; those that the file leaves out are black. */
    private float[] palette() {
        float[] colours = new float[3 << 8];
        for (int i = 0; i < Math.min(chunks.paletteLength(), colours.length); i++) {
            colours[i] = file.get(chunks.palette() + i) & 0xff;
        }
        return colours;
    }

    /** Red, green and blue of each sample of up to 8 bits. */
    private float[] grey() {
        float[] colours = new float[3 << 8];
        int most = (1 << Math.min(bits, 8)) - 1;
        for (int i = 0; i < colours.length; i++) {
            colours[i] = i / 3 * (255 / most);
        }
        return colours;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public Orientation orientation() {
        return chunks.orientation();
    }

    @Override
    public long memory() {
        return interlaced ? 3L * width * height : 0;
    }

    @Override
    public void decode(DecodingTime time, Consumer<float[]> rows) {
        try (Lines lines = new Lines(time)) {
            if (interlaced) {
                passes(lines, time, rows);
            } else {
                float[] row = new float[3 * width];
                for (int y = 0; y < height; y++) {
                    lines.read(width, row);
                    rows.accept(row);
                    lines.next();
                }
            }
        }
    }

    private void passes(Lines lines, DecodingTime time, Consumer<float[]> rows) {
        byte[] whole = new byte[3 * width * height];
        float[] row = new float[3 * width];
        for (int[] pass : PASSES) {
            int columns = Math.ceilDiv(width - pass[0], pass[2]);
            lines.begin();
            for (int y = pass[1]; y < height && columns > 0; y += pass[3]) {
                time.check();
                lines.read(columns, row);
                for (int i = 0; i < 3 * columns; i++) {
                    whole[3 * (y * width + pass[0] + i / 3 * pass[2]) + i % 3] = (byte) row[i];
                }
                lines.next();
            }
        }
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = whole[y * row.length + i] & 0xff;
            }
            rows.accept(row);
        }
    }

    /** The unpacked rows, one after the other. */
    private final class Lines implements AutoCloseable {

        private final DecodingTime time;
        private final Inflater inflater = new Inflater();
        private final int pixelBytes = Math.max(1, channels * bits / 8);
        private byte[] line = new byte[bytes(width)];
        private byte[] above = new byte[bytes(width)];
        private int chunk = chunks.data();

        Lines(DecodingTime time) {
            this.time = time;
        }

        private int bytes(int columns) {
            return 1 + Math.ceilDiv(columns * channels * bits, 8);
        }

        /** The next row has none above it. */
        void begin() {
            Arrays.fill(above, (byte) 0);
        }

        /** The row that was read is above the next one. */
        void next() {
            byte[] read = line;
            line = above;
            above = read;
        }

        /** Reads a row of this many pixels. */
        void read(int columns, float[] row) {
            int length = bytes(columns);
            inflate(length);
            unfilter(length);
            for (int x = 0; x < columns; x++) {
                switch (colour) {
                    case RGB, RGBA -> {
                        // Of 16 bits the upper 8 count.
                        int at = 1 + x * pixelBytes;
                        row[3 * x] = line[at] & 0xff;
                        row[3 * x + 1] = line[at + pixelBytes / channels] & 0xff;
                        row[3 * x + 2] = line[at + 2 * pixelBytes / channels] & 0xff;
                    }
                    default -> System.arraycopy(levels, 3 * sample(x), row, 3 * x, 3);
                }
            }
        }

        /** Of one channel, or the first of two. */
        private int sample(int x) {
            if (bits == 16) {
                int upper = line[1 + x * pixelBytes] & 0xff;
                // Without alpha Pillow keeps all 16 bits, and convert("RGB") cuts off what is above 255.
                boolean alpha = colour == GREY_ALPHA;
                return alpha ? upper : upper > 0 ? 255 : line[2 + x * pixelBytes] & 0xff;
            }
            if (bits == 8) {
                return line[1 + x * channels] & 0xff;
            }
            return (line[1 + x * bits / 8] & 0xff) >> 8 - bits - x * bits % 8 & (1 << bits) - 1;
        }

        private void inflate(int length) {
            try {
                int got = 0;
                while (got < length) {
                    int more = inflater.inflate(line, got, length - got);
                    got += more;
                    if (more == 0) {
                        feed();
                    }
                }
            } catch (DataFormatException e) {
                throw new InvalidImage("the PNG file's pixels are damaged (" + e.getMessage() + "); " + ALLOWED, e);
            }
        }

        private void feed() {
            time.check();
            if (inflater.finished() || inflater.needsDictionary() || !chunks.isData(chunk)) {
                throw new InvalidImage("the image ends before all of its pixels have come; " + ALLOWED);
            }
            inflater.setInput(chunks.content(chunk));
            chunk = chunks.after(chunk);
        }

        private void unfilter(int length) {
            switch (line[0]) {
                case 0 -> {}
                case 1 -> {
                    for (int i = 1 + pixelBytes; i < length; i++) {
                        line[i] += line[i - pixelBytes];
                    }
                }
                case 2 -> {
                    for (int i = 1; i < length; i++) {
                        line[i] += above[i];
                    }
                }
                case 3 -> {
                    for (int i = 1; i < length; i++) {
                        line[i] += (byte) ((left(line, i) + (above[i] & 0xff)) / 2);
                    }
                }
                case 4 -> {
                    for (int i = 1; i < length; i++) {
                        line[i] += (byte) paeth(left(line, i), above[i] & 0xff, left(above, i));
                    }
                }
                default -> throw new InvalidImage("the PNG file has a row of an unknown kind; " + ALLOWED);
            }
        }

        private int left(byte[] row, int i) {
            return i > pixelBytes ? row[i - pixelBytes] & 0xff : 0;
        }

        private static int paeth(int left, int up, int corner) {
            int ofLeft = Math.abs(up - corner);
            int ofUp = Math.abs(left - corner);
            int ofCorner = Math.abs(left + up - 2 * corner);
            if (ofLeft <= ofUp && ofLeft <= ofCorner) {
                return left;
            }
            return ofUp <= ofCorner ? up : corner;
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
