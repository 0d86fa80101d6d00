package io.resforge.benchmarks.serving.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNG files of few bytes and many pixels, made row by row. */
final class LargePicture {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte COLOUR = 2;
    private static final byte COLOUR_AND_ALPHA = 6;

    private LargePicture() {}

    /**
     * A black picture, square.
     *
     * @param side pixels
     * @param deep whether of four samples of 16 bits each, not of three of 8
     */
    static byte[] png(int side, boolean deep) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(side);
        fields.writeInt(side);
        fields.write(new byte[] {(byte) (deep ? 16 : 8), deep ? COLOUR_AND_ALPHA : COLOUR, 0, 0, 0});
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (OutputStream rows = new DeflaterOutputStream(pixels)) {
            byte[] row = new byte[1 + side * (deep ? 8 : 3)];
            for (int y = 0; y < side; y++) {
                rows.write(row);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(SIGNATURE);
        DataOutputStream chunks = new DataOutputStream(file);
        chunk(chunks, "IHDR", header.toByteArray());
        chunk(chunks, "IDAT", pixels.toByteArray());
        chunk(chunks, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(DataOutputStream file, String type, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        file.writeInt(content.length);
        file.writeBytes(type);
        file.write(content);
        sum.update(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        sum.update(content);
        file.writeInt((int) sum.getValue());
    }
}
