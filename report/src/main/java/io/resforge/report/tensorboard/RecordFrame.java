package io.resforge.report.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of TFRecord files: length (8 bytes, little-endian), its checksum (4 bytes), the data, their checksum.
 * A checksum is a CRC-32C rotated right by 15 bits plus a constant, since the CRC of data that hold their own CRC tells
 * little.
 */
final class RecordFrame {

    private static final int MASK_DELTA = 0xA282EAD8;
    private static final int OVERHEAD = Long.BYTES + 2 * Integer.BYTES;

    private RecordFrame() {}

    /** The data as a record. */
    static byte[] of(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(data.length + OVERHEAD).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(masked(data, 0, data.length));
        return record.array();
    }

    private static int masked(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    }
}
