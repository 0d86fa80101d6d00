package io.resforge.registry.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.resforge.neuralnet.layout.NamedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes the JSON header of a safetensors file. */
final class HeaderWriter {

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
