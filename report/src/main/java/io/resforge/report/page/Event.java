package io.resforge.report.page;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * TensorBoard's {@code Event} message: the few fields of {@code event.proto} and {@code summary.proto} that scalars
 * need, written field by field, so that no TensorFlow code is needed.
 */
final class Event {

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    private Event() {}

    /** The event that every file begins with. */
    static byte[] fileVersion(Instant time) {
        return write(out -> {
            out.writeDouble(WALL_TIME, seconds(time));
            out.writeString(FILE_VERSION, "brain.Event:2");
        });
    }

    /** Several scalars of one step. */
    static byte[] scalars(Instant time, long step, Map<String, Double> scalars) {
        byte[] summary = write(out -> {
            for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
                out.writeByteArray(SUMMARY_VALUE, scalar(scalar.getKey(), scalar.getValue()));
            }
        });
        return write(out -> {
            out.writeDouble(WALL_TIME, seconds(time));
            out.writeInt64(STEP, step);
            out.writeByteArray(SUMMARY, summary);
        });
    }

    private static byte[] scalar(String tag, double value) {
        return write(out -> {
            out.writeString(TAG, tag);
            out.writeFloat(SIMPLE_VALUE, (float) value);
        });
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] write(Fields fields) {
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
