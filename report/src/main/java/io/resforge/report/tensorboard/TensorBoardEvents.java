package io.resforge.report.tensorboard;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * TensorBoard's {@code Event} message: the few fields of {@code event.proto}, {@code summary.proto}, {@code tensor.proto}
 * and the plugin {@code hparams} that a run needs, written field by field, so that no TensorFlow code is needed.
 */
final class TensorBoardEvents {

    private static final int MASK_DELTA = 0xA282EAD8;
    private static final int OVERHEAD = Long.BYTES + 2 * Integer.BYTES;

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int IMAGE = 4;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;
    private static final int STRING_TYPE = 7;
    private static final int FLOAT_TYPE = 1;
    private static final int SESSION_START = 3;
    private static final int SESSION_END = 4;

    private TensorBoardEvents() {}

    /**
     * An event as a record of a TFRecord file: length (8 bytes, little-endian), its checksum (4 bytes), the data, their
     * checksum. A checksum is a CRC-32C rotated right by 15 bits plus a constant, since the CRC of data that hold their own
     * CRC tells little.
     */
    static byte[] record(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(data.length + OVERHEAD).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.array(), Long.BYTES));
        record.put(data);
        record.putInt(masked(data, data.length));
        return record.array();
    }

    private static int masked(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    }

    /** The event that every file begins with. */
    static byte[] fileVersion(Instant time) {
        return message(out -> {
            out.writeDouble(WALL_TIME, seconds(time));
            out.writeString(FILE_VERSION, "brain.Event:2");
        });
    }

    /** Several values of one step. */
    static byte[] of(Instant time, long step, List<byte[]> values) {
        byte[] summary = message(out -> {
            for (byte[] value : values) {
                out.writeByteArray(SUMMARY_VALUE, value);
            }
        });
        return message(out -> {
            out.writeDouble(WALL_TIME, seconds(time));
            out.writeInt64(STEP, step);
            out.writeByteArray(SUMMARY, summary);
        });
    }

    /** Several scalars of one step; those that are null are left out. */
    static byte[] scalars(Instant time, long step, Map<String, Double> scalars) {
        return of(
                time,
                step,
                scalars.entrySet().stream()
                        .filter(scalar -> scalar.getValue() != null)
                        .map(scalar -> message(out -> {
                            out.writeString(TAG, scalar.getKey());
                            out.writeFloat(SIMPLE_VALUE, scalar.getValue().floatValue());
                        }))
                        .toList());
    }

    /** A text in Markdown. */
    static byte[] text(String tag, String markdown) {
        byte[] tensor = message(out -> {
            out.writeEnum(1, STRING_TYPE);
            out.writeByteArray(2, new byte[0]); // a scalar's shape
            out.writeByteArray(8, markdown.getBytes(StandardCharsets.UTF_8));
        });
        return message(out -> {
            out.writeString(TAG, tag);
            out.writeByteArray(TENSOR, tensor);
            out.writeByteArray(METADATA, metadata("text", new byte[0]));
        });
    }

    /** A square picture. */
    static byte[] image(String tag, byte[] png, int side) {
        byte[] image = message(out -> {
            out.writeInt32(1, side);
            out.writeInt32(2, side);
            out.writeInt32(3, 3); // red, green, blue
            out.writeByteArray(4, png);
        });
        return message(out -> {
            out.writeString(TAG, tag);
            out.writeByteArray(IMAGE, image);
        });
    }

    /** The hyperparameters of a run that began. */
    static byte[] sessionStart(Map<String, String> hyperparameters, Instant time) {
        byte[] start = message(out -> {
            for (Map.Entry<String, String> entry : hyperparameters.entrySet()) {
                out.writeByteArray(1, message(pair -> {
                    pair.writeString(1, entry.getKey());
                    pair.writeByteArray(2, value(entry.getValue()).toByteArray());
                }));
            }
            out.writeDouble(5, seconds(time));
        });
        return hparams("_hparams_/session_start_info", SESSION_START, start);
    }

    /** How a run ended. */
    static byte[] sessionEnd(String state, Instant time) {
        byte[] end = message(out -> {
            out.writeEnum(1, state.equals("succeeded") ? 1 : 2);
            out.writeDouble(2, seconds(time));
        });
        return hparams("_hparams_/session_end_info", SESSION_END, end);
    }

    private static byte[] hparams(String tag, int kind, byte[] data) {
        byte[] content = message(out -> out.writeByteArray(kind, data));
        byte[] nothing = message(out -> {
            out.writeEnum(1, FLOAT_TYPE);
            out.writeByteArray(2, new byte[0]);
            out.writeByteArray(5, new byte[Float.BYTES]);
        });
        return message(out -> {
            out.writeString(TAG, tag);
            out.writeByteArray(TENSOR, nothing);
            out.writeByteArray(METADATA, metadata("hparams", content));
        });
    }

    private static byte[] metadata(String plugin, byte[] content) {
        byte[] data = message(out -> {
            out.writeString(1, plugin);
            out.writeByteArray(2, content);
        });
        return message(out -> out.writeByteArray(1, data));
    }

    private static Value value(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return Value.newBuilder().setNumberValue(number).build();
            }
        } catch (NumberFormatException e) {
            // A word, such as the name of an optimizer.
        }
        return Value.newBuilder().setStringValue(text).build();
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode an event in memory", e);
        }
        return bytes.toByteArray();
    }
}
