package io.resforge.neuralnet.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A message of protobuf's wire format, put together field by field. One that is part of another must not change any more. */
final class Message {

    private final List<Field> fields = new ArrayList<>();
    private int size;

    @FunctionalInterface
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    Message add(int number, long value) {
        return field(CodedOutputStream.computeInt64Size(number, value), out -> out.writeInt64(number, value));
    }

    Message add(int number, float value) {
        return field(CodedOutputStream.computeFloatSize(number, value), out -> out.writeFloat(number, value));
    }

    Message add(int number, String value) {
        return field(CodedOutputStream.computeStringSize(number, value), out -> out.writeString(number, value));
    }

    Message add(int number, Message value) {
        int length = value.size;
        return delimited(number, length, value::write);
    }

    /** Adds numbers as the bytes of little-endian floats. */
    Message add(int number, float[] values) {
        return delimited(
                number, Math.multiplyExact(values.length, Float.BYTES), out -> out.writeRawBytes(littleEndian(values)));
    }

    Message add(int number, byte[] values) {
        return delimited(number, values.length, out -> out.writeRawBytes(values));
    }

    /** The wire format. */
    byte[] bytes() {
        byte[] bytes = new byte[size];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            write(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes;
    }

    private Message delimited(int number, int length, Field content) {
        int prefix = CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(length);
        return field(Math.addExact(prefix, length), out -> {
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
            content.write(out);
        });
    }

    private Message field(int length, Field field) {
        size = Math.addExact(size, length);
        fields.add(field);
        return this;
    }

    private void write(CodedOutputStream out) throws IOException {
        for (Field field : fields) {
            field.write(out);
        }
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
