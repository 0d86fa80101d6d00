package io.resforge.inference.testing;

import io.resforge.neuralnet.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Image files to send. */
public final class ImageFiles {

    private ImageFiles() {}

    /** A black PNG. */
    public static byte[] png(int width, int height) {
        return encoded("png", width, height);
    }

    /** A PNG with these pixels, row by row, red green blue, or one byte a pixel. */
    public static byte[] png(ImageShape shape, byte[] pixels) {
        int type = shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), type);
        int[] values = new int[pixels.length];
        Arrays.setAll(values, i -> pixels[i] & 0xff);
        image.getRaster().setPixels(0, 0, shape.width(), shape.height(), values);
        return encoded("png", image);
    }

    /** A black JPEG. */
    public static byte[] jpeg(int width, int height) {
        return encoded("jpg", width, height);
    }

    /** A PNG of a few bytes whose header claims this size, with a data chunk that holds nothing. */
    public static byte[] pngHeader(int width, int height) {
        ByteBuffer file = ByteBuffer.allocate(45);
        file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer chunk = ByteBuffer.allocate(17);
        chunk.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
        chunk.put(new byte[] {8, 2, 0, 0, 0});
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array());
        file.putInt(13).put(chunk.array()).putInt((int) checksum.getValue());
        CRC32 ofNothing = new CRC32();
        ofNothing.update("IDAT".getBytes(StandardCharsets.US_ASCII));
        file.putInt(0).put("IDAT".getBytes(StandardCharsets.US_ASCII)).putInt((int) ofNothing.getValue());
        return file.array();
    }

    /** A progressive JPEG of three channels and a few bytes that claims this size. */
    public static byte[] progressiveJpegHeader(int width, int height) {
        ByteBuffer file = ByteBuffer.allocate(39);
        file.putShort((short) 0xffd8)
                .putShort((short) 0xffc2)
                .putShort((short) 17)
                .put((byte) 8);
        file.putShort((short) height).putShort((short) width).put((byte) 3);
        for (byte component = 1; component <= 3; component++) {
            file.put(component).put((byte) 0x11).put((byte) 0);
        }
        file.putShort((short) 0xffda).putShort((short) 12).put((byte) 3);
        file.put(new byte[] {1, 0, 2, 0, 3, 0, 0, 0, 0});
        return file.putShort((short) 0xffd9).array();
    }

    private static byte[] encoded(String format, int width, int height) {
        return encoded(format, new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    private static byte[] encoded(String format, BufferedImage image) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
