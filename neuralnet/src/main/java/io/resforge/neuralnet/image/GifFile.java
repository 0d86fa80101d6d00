package io.resforge.neuralnet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** The first frame of a GIF file (CompuServe, GIF89a) on its screen. */
final class GifFile implements ImageFile {

    private static final int SCREEN_BYTES = 13;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int END = 0x3b;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int MOST_CODES = 4096;

    private final ByteBuffer file;
    private int width;
    private int height;
    private int left;
    private int top;
    private int frameWidth;
    private int frameHeight;
    private boolean interlaced;
    private int clear = -1;
    private float[] palette = grey();

    /** Place of the frame's pixels, from the smallest code's size on. */
    private int data;

    GifFile(ByteBuffer file) {
        this.file = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.width = word(6);
        this.height = word(8);
        int at = SCREEN_BYTES + palette(octet(10), SCREEN_BYTES);
        while (octet(at) != FRAME) {
            if (octet(at) == END) {
                throw new InvalidImage("the GIF file holds no image; " + ALLOWED);
            }
            at = octet(at) == EXTENSION ? extension(at + 1) : at + 1;
        }
        frame(at + 1);
    }

    /** Reads what is behind flags, if they say that it is a palette; returns its bytes. As in Pillow one that holds the greys in order counts as none. */
    private int palette(int flags, int at) {
        if ((flags & 0x80) == 0) {
            return 0;
        }
        int bytes = 3 << (flags & 7) + 1;
        float[] colours = new float[3 << 8]; // those that the file leaves out are black
        boolean greys = true;
        for (int i = 0; i < bytes; i++) {
            colours[i] = octet(at + i);
            greys &= octet(at + i) == i / 3;
        }
        palette = greys ? palette : colours;
        return bytes;
    }

    /** Without a palette the indices are the brightness. */
    private static float[] grey() {
        float[] colours = new float[3 << 8];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = i / 3;
        }
        return colours;
    }

    private int extension(int at) {
        int block = at + 1;
        if (octet(at) == GRAPHIC_CONTROL && octet(block) >= 4 && (octet(block + 1) & 1) == 1) {
            clear = octet(block + 4);
        }
        while (octet(block) > 0) {
            block += 1 + octet(block);
        }
        return block + 1;
    }

    private void frame(int at) {
        left = word(at);
        top = word(at + 2);
        frameWidth = word(at + 4);
        frameHeight = word(at + 6);
        width = Math.max(width, left + frameWidth);
        height = Math.max(height, top + frameHeight);
        int flags = octet(at + 8);
        interlaced = (flags & 0x40) != 0;
        data = at + 9 + palette(flags, at + 9);
    }

    private int octet(int at) {
        return file.get(at) & 0xff;
    }

    private int word(int at) {
        return Short.toUnsignedInt(file.getShort(at));
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
        return (long) frameWidth * frameHeight;
    }

    /** What the frame leaves free has its transparent index, or the first. */
    @Override
    public void decode(DecodingTime time, Consumer<float[]> rows) {
        byte[] frame = new byte[frameWidth * frameHeight];
        new Codes(time).read(frame);
        int[] lines = lines();
        float[] row = new float[3 * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = x >= left && x < left + frameWidth && y >= top && y < top + frameHeight;
                int index = inside ? frame[lines[y - top] * frameWidth + x - left] & 0xff : Math.max(clear, 0);
                System.arraycopy(palette, 3 * index, row, 3 * x, 3);
            }
            rows.accept(row);
        }
    }

    /** For each row of the frame, the how-manieth it is in the file. */
    private int[] lines() {
        int[] lines = new int[frameHeight];
        int next = 0;
        int[][] passes = interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
        for (int[] pass : passes) {
            for (int y = pass[0]; y < frameHeight; y += pass[1]) {
                lines[y] = next++;
            }
        }
        return lines;
    }

    /** The codes of variable length (Welch, 1984) that pixels are packed in. */
    private final class Codes {

        private final DecodingTime time;
        private final int start = octet(data);
        private final int restart = 1 << start;
        private final short[] before = new short[MOST_CODES];
        private final byte[] last = new byte[MOST_CODES];
        private final byte[] string = new byte[MOST_CODES];
        private int at = data + 1;
        private int blockEnd = data + 1;
        private int held;
        private int heldBits;
        private int next;
        private int size;
        private int previous;
        private int first;

        Codes(DecodingTime time) {
            this.time = time;
            if (start < 1 || start > 8) {
                throw new InvalidImage("the GIF file has codes of " + start + " bits; " + ALLOWED);
            }
        }

        void read(byte[] pixels) {
            begin();
            int place = 0;
            while (place < pixels.length) {
                int code = code(size);
                if (code == restart) {
                    begin();
                    continue;
                }
                if (code == restart + 1 || code > next || previous < 0 && code > restart) {
                    throw damaged();
                }
                int length = backwards(code);
                while (length > 0 && place < pixels.length) {
                    pixels[place++] = string[--length];
                }
                learn();
                previous = code;
            }
        }

        /** Forgets all strings but those of one index. */
        private void begin() {
            next = restart + 2;
            size = start + 1;
            previous = -1;
        }

        /** Writes what a code stands for, the last index first; returns the length. The code that comes next is the string before and its own first index. */
        private int backwards(int code) {
            int length = 0;
            int step = code;
            if (code == next) {
                string[length++] = (byte) first;
                step = previous;
            }
            while (step > restart) {
                string[length++] = last[step];
                step = before[step];
            }
            first = step;
            string[length++] = (byte) step;
            return length;
        }

        /** The string before and the first index of this one get the next code. */
        private void learn() {
            if (previous >= 0 && next < MOST_CODES) {
                before[next] = (short) previous;
                last[next++] = (byte) first;
                size += next == 1 << size && size < 12 ? 1 : 0;
            }
        }

        private int code(int size) {
            while (heldBits < size) {
                held |= readOctet() << heldBits;
                heldBits += 8;
            }
            int code = held & (1 << size) - 1;
            held >>>= size;
            heldBits -= size;
            return code;
        }

        /** The next byte; blocks of at most 255 hold them. */
        private int readOctet() {
            if (at == blockEnd) {
                time.check();
                int length = octet(at);
                if (length == 0) {
                    throw damaged();
                }
                blockEnd = at + 1 + length;
                at++;
            }
            return octet(at++);
        }

        private static InvalidImage damaged() {
            return new InvalidImage("the GIF file ends before all of its pixels have come, or is damaged; " + ALLOWED);
        }
    }
}
