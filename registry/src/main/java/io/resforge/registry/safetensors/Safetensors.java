package io.resforge.registry.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.registry.safetensors.Header.HeaderReader;
import io.resforge.registry.safetensors.Header.TensorEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The safetensors file format (github.com/huggingface/safetensors): the header's length as an unsigned 64-bit number,
 * the header as JSON, and the tensors' numbers without gaps, all little-endian. Tensors of F32 and U8 are known.
 */
public final class Safetensors {

    private static final int LENGTH_BYTES = 8;

    /** Room for some 100,000 tensors; what is parsed from a header takes a multiple of its bytes. */
    private static final int LONGEST_HEADER = 16 << 20;

    private Safetensors() {}

    /**
     * Writes a file, equal content as equal bytes.
     *
     * @throws IllegalArgumentException if two tensors have one name, or the whole is too large
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
        file.bytes().forEach(tensor -> buffer.put(tensor.values()));
        return buffer.array();
    }

    /** Reads a file; throws {@link InvalidSafetensors} if it breaks a rule, or a tensor is of a type that is not known. */
    public static TensorFile decode(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int dataStart = LENGTH_BYTES + headerLength(buffer);
        Header header = HeaderReader.read(buffer.slice(LENGTH_BYTES, dataStart - LENGTH_BYTES));
        header.requireFilled(file.length - dataStart);
        List<NamedTensor> tensors = new ArrayList<>();
        List<ByteTensor> bytes = new ArrayList<>();
        for (TensorEntry slot : header.slots()) {
            // Within an int, since the slots have been found to lie within the file.
            int begin = dataStart + (int) slot.begin();
            if (slot.isBytes()) {
                byte[] values = Arrays.copyOfRange(file, begin, dataStart + (int) slot.end());
                bytes.add(new ByteTensor(slot.name(), slot.shape(), values));
                continue;
            }
            buffer.position(begin);
            float[] values = new float[(int) (slot.end() - slot.begin()) / TensorEntry.FLOAT_BYTES];
            buffer.asFloatBuffer().get(values);
            tensors.add(new NamedTensor(slot.name(), slot.shape(), values));
        }
        return new TensorFile(tensors, bytes, header.metadata());
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
                        .sum()
                + file.bytes().stream()
                        .mapToLong(tensor -> tensor.values().length)
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
                requireNew(tensor.name(), names);
                long end = position + (long) tensor.values().length * TensorEntry.FLOAT_BYTES;
                writeSlot(json, new TensorEntry(tensor.name(), Header.F32, tensor.shape(), position, end));
                position = end;
            }
            for (ByteTensor tensor : file.bytes()) {
                requireNew(tensor.name(), names);
                long end = position + tensor.values().length;
                writeSlot(json, new TensorEntry(tensor.name(), Header.U8, tensor.shape(), position, end));
                position = end;
            }
        }

        private static void requireNew(String name, Set<String> names) {
            if (!names.add(name)) {
                throw new IllegalArgumentException("tensors must have distinct names other than " + Header.METADATA
                        + ", was '" + name + "' again");
            }
        }

        private static void writeSlot(JsonGenerator json, TensorEntry slot) throws IOException {
            json.writeObjectFieldStart(slot.name());
            json.writeStringField("dtype", slot.dtype());
            json.writeFieldName("shape");
            int[] shape = slot.shape().stream().mapToInt(Integer::intValue).toArray();
            json.writeArray(shape, 0, shape.length);
            json.writeFieldName("data_offsets");
            json.writeArray(new long[] {slot.begin(), slot.end()}, 0, 2);
            json.writeEndObject();
        }
    }

    /** A tensor of numbers from 0 to 255. The values are not copied. */
    public record ByteTensor(String name, List<Integer> shape, byte[] values) {

        public ByteTensor {
            shape = List.copyOf(shape);
        }
    }

    /**
     * The content of a safetensors file: tensors of distinct names in the order of their data, those of bytes behind those of floats, and free
     * text by name.
     */
    public record TensorFile(List<NamedTensor> tensors, List<ByteTensor> bytes, Map<String, String> metadata) {

        /** A file without tensors of bytes. */
        public TensorFile(List<NamedTensor> tensors, Map<String, String> metadata) {
            this(tensors, List.of(), metadata);
        }

        public TensorFile {
            tensors = List.copyOf(tensors);
            bytes = List.copyOf(bytes);
            metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        }
    }
}
