package io.resforge.neuralnet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** A bitmap of Windows (versions 2 to 5) or OS/2. Its rows are read where they are, unless they are packed. */
final class BmpFile implements ImageFile {

    private static final int INFO = 14;
    private static final int OLD_BYTES = 12;
    private static final int RAW = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int MASKS = 3;
    private static final int STEPS_BETWEEN_CHECKS = 4096;

    private final ByteBuffer file;
    private final int headerBytes;
    private final int width;
    private final int height;
    private final boolean topDown;
    private final int bits;
    private final int packing;
    private final int pixels;
    private final float[] palette;
    private final Channel[] channels;

    BmpFile(ByteBuffer original) {
        this.file = original.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.headerBytes = file.getInt(INFO);
        boolean old = headerBytes == OLD_BYTES;
        if (!old && (headerBytes < 40 || headerBytes > 124)) {
            throw new InvalidImage("the BMP file has a header of " + headerBytes + " bytes; " + ALLOWED);
        }
        int signed = old ? Short.toUnsignedInt(file.getShort(INFO + 6)) : file.getInt(INFO + 8);
        this.width = old ? Short.toUnsignedInt(file.getShort(INFO + 4)) : file.getInt(INFO + 4);
        this.height = Math.abs(signed);
        this.topDown = signed < 0;
        this.bits = file.getShort(INFO + (old ? 10 : 14));
        this.packing = old ? RAW : file.getInt(INFO + 16);
        requireKnown();
        int behind = INFO + headerBytes;
        this.channels = bits > 8 ? channels() : new Channel[0];
        this.palette = new float[3 << 8]; // colours that the file leaves out are black
        int colours = bits > 8 ? 0 : readPalette(behind, old ? 3 : 4, old ? 0 : file.getInt(INFO + 32));
        int offset = file.getInt(10);
        // Some programs leave the palette out of the count.
        boolean wrong = offset == behind || offset == 0;
        this.pixels = wrong ? behind + colours + (ownMasks() ? 12 : 0) : offset;
    }

    private void requireKnown() {
        if (packing == 4 || packing == 5) {
            // Its own header does not tell the size of what it holds.
            throw new InvalidImage("the BMP file holds a file of another format; send that one; " + ALLOWED);
        }
        boolean known =
                switch (packing) {
                    case RAW -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
                    case RLE8 -> bits == 8;
                    case RLE4 -> bits == 4;
                    case MASKS -> bits == 16 || bits == 24 || bits == 32;
                    default -> false;
                };
        if (!known) {
            throw new InvalidImage("the BMP file has " + bits + " bits a pixel in packing " + packing
                    + ", which is not known; " + ALLOWED);
        }
    }

    /** Returns the palette's bytes. */
    private int readPalette(int at, int entryBytes, int stated) {
        int colours = stated == 0 ? 1 << bits : stated;
        if (colours < 1 || colours > 1 << 16) {
            throw new InvalidImage("the BMP file has a palette of " + colours + " colours; " + ALLOWED);
        }
        for (int i = 0; i < Math.min(colours, 256); i++) {
            for (int channel = 0; channel < 3; channel++) {
                palette[3 * i + channel] = file.get(at + i * entryBytes + 2 - channel) & 0xff;
            }
        }
        return colours * entryBytes;
    }

    /** Whether masks lie between the header and the pixels. */
    private boolean ownMasks() {
        return packing == MASKS && headerBytes < 52;
    }

    /** Where red, green and blue are in a pixel. */
    private Channel[] channels() {
        Channel[] usual = bits == 16
                ? new Channel[] {new Channel(0x7c00), new Channel(0x3e0), new Channel(0x1f)}
                : new Channel[] {new Channel(0xff0000), new Channel(0xff00), new Channel(0xff)};
        if (packing != MASKS) {
            return usual;
        }
        Channel[] masks = new Channel[3];
        boolean some = false;
        for (int i = 0; i < masks.length; i++) {
            masks[i] = new Channel(file.getInt(INFO + 40 + 4 * i));
            some |= masks[i].mask() != 0;
        }
        return some ? masks : usual;
    }

    /** The bits of a pixel that are one channel. */
    private record Channel(int mask, int shift, int most) {

        Channel(int mask) {
            this(mask, Integer.numberOfTrailingZeros(mask) & 31, mask >>> (Integer.numberOfTrailingZeros(mask) & 31));
        }

        int level(int pixel) {
            long sample = Integer.toUnsignedLong((pixel & mask) >>> shift);
            return most == 0xff ? (int) sample : most == 0 ? 0 : (int) (sample * 255 / Integer.toUnsignedLong(most));
        }
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
    public long memory() {
        return packing == RLE8 || packing == RLE4 ? (long) width * height : 0;
    }

    @Override
    public void decode(DecodingTime time, Consumer<float[]> rows) {
        boolean packed = packing == RLE8 || packing == RLE4;
        byte[] indices = packed ? unpack(time) : new byte[0];
        int rowBytes = Math.toIntExact(((long) width * bits + 31) / 32 * 4);
        float[] row = new float[3 * width];
        for (int i = 0; i < height; i++) {
            int line = topDown ? i : height - 1 - i;
            for (int x = 0; x < width; x++) {
                if (bits > 8) {
                    direct(row, x, pixels + line * rowBytes + x * (bits / 8));
                } else {
                    int index = packed ? indices[line * width + x] & 0xff : index(pixels + line * rowBytes, x);
                    System.arraycopy(palette, 3 * index, row, 3 * x, 3);
                }
            }
            rows.accept(row);
        }
    }

    private void direct(float[] row, int x, int at) {
        int pixel =
                switch (bits) {
                    case 16 -> Short.toUnsignedInt(file.getShort(at));
                    case 24 -> Short.toUnsignedInt(file.getShort(at)) | (file.get(at + 2) & 0xff) << 16;
                    default -> file.getInt(at);
                };
        row[3 * x] = channels[0].level(pixel);
        row[3 * x + 1] = channels[1].level(pixel);
        row[3 * x + 2] = channels[2].level(pixel);
    }

    private int index(int line, int x) {
        int octet = file.get(line + x * bits / 8) & 0xff;
        return octet >> 8 - bits - x * bits % 8 & (1 << bits) - 1;
    }

    /** Undoes the packing of runs. What the file leaves out has index 0. */
    private byte[] unpack(DecodingTime time) {
        Runs runs = new Runs();
        for (int step = 0; runs.next(); step++) {
            if (step % STEPS_BETWEEN_CHECKS == 0) {
                time.check();
            }
        }
        return runs.indices;
    }

    /** The runs of a packed bitmap. */
    private final class Runs {

        private final byte[] indices = new byte[width * height];
        private int at = pixels;
        private int place;
        private int column;

        /** Reads one; false at the end. */
        boolean next() {
            if (place >= indices.length || at + 1 >= file.limit()) {
                return false;
            }
            int count = octet(at);
            int value = octet(at + 1);
            at += 2;
            if (count > 0) {
                repeat(count, value);
            } else if (value == 0) {
                place = Math.ceilDiv(place, width) * width;
                column = 0;
            } else if (value == 2) {
                place += octet(at) + octet(at + 1) * width;
                column = place % width;
                at += 2;
            } else if (value > 2) {
                copy(value);
            }
            return count > 0 || value != 1;
        }

        /** Nothing of a run goes beyond its row. */
        private void repeat(int count, int value) {
            int run = Math.min(Math.max(0, Math.min(count, width - column)), indices.length - place);
            for (int i = 0; i < run; i++) {
                indices[place++] = (byte) packedIndex(value, i);
            }
            column += run;
        }

        private void copy(int count) {
            int run = Math.min(count, indices.length - place);
            for (int i = 0; i < run; i++) {
                indices[place++] = (byte) packedIndex(octet(at + (packing == RLE4 ? i / 2 : i)), i);
            }
            column += count;
            at += packing == RLE4 ? Math.ceilDiv(run, 2) : run;
            at += at % 2; // the next is at an even place of the file
        }

        private int octet(int place) {
            return file.get(place) & 0xff;
        }
    }

    /** The index that the i-th pixel of a run has. */
    private int packedIndex(int octet, int i) {
        if (packing == RLE8) {
            return octet;
        }
        return i % 2 == 0 ? octet >> 4 : octet & 0xf;
    }
}
