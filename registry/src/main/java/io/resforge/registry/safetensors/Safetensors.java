package io.resforge.registry.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.resforge.neuralnet.layout.NamedTensor;
import io.resforge.registry.safetensors.Header.TensorEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The safetensors file format (github.com/huggingface/safetensors): the header's length as an unsigned 64-bit number,
 * the header as JSON, and the tensors' numbers without gaps, all little-endian. Nothing in a file is ever executed,
 * unlike a pickle. Only F32 tensors are known.
 */
public final class Safetensors {

    private static final int LENGTH_BYTES = 8;

    /** Room for some 100,000 tensors; what is parsed from a header takes a multiple of its bytes. */
    private static final int LONGEST_HEADER = 16 << 20;

    private Safetensors() {}

    /**
     * Writes a file. The same content gives the same bytes.
     *
     * @throws IllegalArgumentException if two tensors have one name, a shape does not fit its values, or the whole is
     * too large
     */
    public static byte[] encode(TensorFile file) {
        byte[] header = HeaderWriter.write(file);
        long size = LENGTH_BYTES + header.length + dataBytes(file);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a safetensors file of " + size + " bytes is too large, at most "
                    + Integer.MAX_VALUE + " are possible");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(header.length).put(header);
        for (NamedTensor tensor : file.tensors()) {
            buffer.asFloatBuffer().put(tensor.values());
            buffer.position(buffer.position() + tensor.values().length * TensorEntry.FLOAT_BYTES);
        }
        return buffer.array();
    }

    /**
     * Reads a file.
     *
     * @throws InvalidSafetensors if the bytes break a rule of the format, or a tensor is of another type than F32
     */
    public static TensorFile decode(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int dataStart = LENGTH_BYTES + headerLength(buffer);
        Header header = HeaderReader.read(buffer.slice(LENGTH_BYTES, dataStart - LENGTH_BYTES));
        header.requireFilled(file.length - dataStart);
        List<NamedTensor> tensors = new ArrayList<>();
        for (TensorEntry slot : header.slots()) {
            // Within an int, since the slots have been found to lie within the file.
            buffer.position(dataStart + (int) slot.begin());
            float[] values = new float[(int) (slot.end() - slot.begin()) / TensorEntry.FLOAT_BYTES];
            buffer.asFloatBuffer().get(values);
            tensors.add(new NamedTensor(slot.name(), slot.shape(), values));
        }
        return new TensorFile(tensors, header.metadata());
    }

    private static int headerLength(ByteBuffer buffer) {
        if (buffer.capacity() < LENGTH_BYTES) {
            throw new InvalidSafetensors(
                    "it has " + buffer.capacity() + " bytes, the header's length alone takes " + LENGTH_BYTES);
        }
        long length = buffer.getLong(0);
        int rest = buffer.capacity() - LENGTH_BYTES;
        if (length < 0 || length > rest) {
            throw new InvalidSafetensors("its header should take " + Long.toUnsignedString(length) + " bytes, but "
                    + rest + " follow the length");
        }
        if (length > LONGEST_HEADER) {
            throw new InvalidSafetensors(
                    "its header of " + length + " bytes is too long, allowed are " + LONGEST_HEADER);
        }
        return (int) length;
    }

    private static long dataBytes(TensorFile file) {
        return file.tensors().stream()
                .mapToLong(tensor -> (long) tensor.values().length * TensorEntry.FLOAT_BYTES)
                .sum();
    }

    /** Bytes or tensors that break a rule of the safetensors format; the message says which. */
    public static final class InvalidSafetensors extends IllegalArgumentException {

        InvalidSafetensors(String message) {
            super(message);
        }

        InvalidSafetensors(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Writes the JSON header of a safetensors file. */
    static final class HeaderWriter {

        /** The data begins at a multiple of this, so that it can be mapped into memory as numbers. */
        private static final int ALIGNMENT = 8;

        private static final JsonFactory JSON = new JsonFactory();

        private HeaderWriter() {}

        /** The header, padded with spaces; the tensors' data follows in their order. */
        static byte[] write(TensorFile file) {
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            try (JsonGenerator json = JSON.createGenerator(header)) {
                json.writeStartObject();
                writeMetadata(json, file.metadata());
                writeTensors(json, file);
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException("a safetensors header could not be written to memory", e);
            }
            while (header.size() % ALIGNMENT != 0) {
                header.write(' ');
            }
            return header.toByteArray();
        }

        private static void writeMetadata(JsonGenerator json, Map<String, String> metadata) throws IOException {
            if (metadata.isEmpty()) {
                return;
            }
            json.writeObjectFieldStart(Header.METADATA);
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        }

        private static void writeTensors(JsonGenerator json, TensorFile file) throws IOException {
            Set<String> names = new HashSet<>(Set.of(Header.METADATA));
            long position = 0;
            for (NamedTensor tensor : file.tensors()) {
                if (!names.add(tensor.name())) {
                    throw new IllegalArgumentException("tensors must have distinct names other than " + Header.METADATA
                            + ", was '" + tensor.name() + "' again");
                }
                long end = position + (long) tensor.values().length * TensorEntry.FLOAT_BYTES;
                writeSlot(json, new TensorEntry(tensor.name(), tensor.shape(), position, end));
                position = end;
            }
        }

        private static void writeSlot(JsonGenerator json, TensorEntry slot) throws IOException {
            json.writeObjectFieldStart(slot.name());
            json.writeStringField("dtype", Header.F32);
            json.writeFieldName("shape");
            int[] shape = slot.shape().stream().mapToInt(Integer::intValue).toArray();
            json.writeArray(shape, 0, shape.length);
            json.writeFieldName("data_offsets");
            json.writeArray(new long[] {slot.begin(), slot.end()}, 0, 2);
            json.writeEndObject();
        }
    }
}
