package io.resforge.neuralnet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a camera was held (Exif's tag 274), and so how its image is to be turned. */
record Orientation(int value) {

    static final Orientation UPRIGHT = new Orientation(1);

    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    /** What a file's metadata say: the one in Exif, or else the one in XMP. */
    static Orientation of(byte[] exif, String xmp) {
        int ofExif = exif.length == 0 ? -1 : tag(exif);
        if (ofExif >= 0) {
            return new Orientation(ofExif);
        }
        Matcher matcher = XMP.matcher(xmp);
        return matcher.find() ? new Orientation(Integer.parseInt(matcher.group(1))) : UPRIGHT;
    }

    /** The value of the tag; 0 if it is no number, -1 if there is none. */
    private static int tag(byte[] exif) {
        ByteBuffer tiff = ByteBuffer.wrap(exif);
        while (ImageFile.begins(tiff, 0, "Exif\0\0")) {
            tiff = tiff.slice(6, tiff.limit() - 6);
        }
        if (!ImageFile.begins(tiff, 0, "II*\0") && !ImageFile.begins(tiff, 0, "MM\0*") || tiff.limit() < 8) {
            return -1;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        int found = -1;
        long entry = directory + 2;
        int entries = directory + 2 <= tiff.limit() ? Short.toUnsignedInt(tiff.getShort((int) directory)) : 0;
        for (int i = 0; i < entries && entry + ENTRY_BYTES <= tiff.limit(); i++) {
            if (Short.toUnsignedInt(tiff.getShort((int) entry)) == TAG) {
                found = number(tiff, (int) entry);
            }
            entry += ENTRY_BYTES;
        }
        return found;
    }

    /** The one whole number of an entry, or 0. */
    private static int number(ByteBuffer tiff, int entry) {
        if (tiff.getInt(entry + 4) != 1) {
            return 0;
        }
        int value =
                switch (tiff.getShort(entry + 2)) {
                    case 3, 8 -> tiff.getShort(entry + 8);
                    case 4, 9 -> tiff.getInt(entry + 8);
                    default -> 0;
                };
        return Math.max(value, 0);
    }

    /** The shape of the image before it is turned. */
    ImageShape before(ImageShape turned) {
        return swapsSides() ? new ImageShape(turned.channels(), turned.width(), turned.height()) : turned;
    }

    /** Turns an image. */
    byte[] turn(byte[] pixels, ImageShape shape) {
        if (value < 2 || value > 8) {
            return pixels;
        }
        ImageShape turned = before(shape); // swapping twice is swapping back
        int channels = shape.channels();
        byte[] target = new byte[pixels.length];
        for (int i = 0; i < target.length / channels; i++) {
            int x = i % turned.width();
            int y = i / turned.width();
            int column = mirrored(swapsSides() ? y : x, shape.width(), value == 2 || value == 3 || value >= 7);
            int row = mirrored(
                    swapsSides() ? x : y, shape.height(), value == 3 || value == 4 || value == 6 || value == 7);
            System.arraycopy(pixels, (row * shape.width() + column) * channels, target, i * channels, channels);
        }
        return target;
    }

    private boolean swapsSides() {
        return value >= 5 && value <= 8;
    }

    private static int mirrored(int place, int length, boolean mirror) {
        return mirror ? length - 1 - place : place;
    }
}
