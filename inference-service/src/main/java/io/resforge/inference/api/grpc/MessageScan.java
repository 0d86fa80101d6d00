package io.resforge.inference.api.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import io.resforge.inference.classify.InvalidRequest;
import java.io.IOException;

/** Counts what a message would become in memory before it is parsed: two bytes can be an object. */
final class MessageScan {

    private static final int LONGEST_TEXT = 64 << 10;
    private static final int DEEPEST = 16;

    /** A number in a list that grows by half when it is full, beside the list that was full. */
    private static final int NUMBER_BYTES = 20;

    private final int mostObjects;
    private int objects;
    private long numbers;

    /** @param mostObjects messages, texts, byte strings and unknown fields that a message may hold */
    MessageScan(int mostObjects) {
        this.mostObjects = mostObjects;
    }

    /** Counts the objects of a message, and returns the bytes that its lists of numbers need. */
    long bytesOfNumbers(byte[] message, Descriptor type) throws IOException {
        fields(CodedInputStream.newInstance(message), type, "", 0);
        return numbers * NUMBER_BYTES;
    }

    private void fields(CodedInputStream in, Descriptor type, String path, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new InvalidRequest(path, "must not be nested deeper than " + DEEPEST + " messages");
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> delimited(in, field, path, depth);
                case WireFormat.WIRETYPE_START_GROUP, WireFormat.WIRETYPE_END_GROUP ->
                    throw new InvalidRequest(path.isEmpty() ? "request" : path, "must not have groups");
                default -> {
                    if (field == null) {
                        count(path, "an unknown field");
                    } else if (field.isRepeated()) {
                        numbers++;
                    }
                    in.skipField(tag);
                }
            }
        }
    }

    private void delimited(CodedInputStream in, FieldDescriptor field, String path, int depth) throws IOException {
        int length = in.readUInt32();
        if (field == null) {
            count(path, "an unknown field");
            in.skipRawBytes(length);
            return;
        }
        String name = path.isEmpty() ? field.getName() : path + "." + field.getName();
        if (field.getJavaType() == JavaType.MESSAGE) {
            count(name, "a message");
            int outer = in.pushLimit(length);
            fields(in, field.getMessageType(), name, depth + 1);
            in.popLimit(outer);
        } else if (field.getJavaType() == JavaType.STRING || field.getJavaType() == JavaType.BYTE_STRING) {
            count(name, "a text");
            if (field.getJavaType() == JavaType.STRING && length > LONGEST_TEXT) {
                throw new InvalidRequest(name, "must be at most " + LONGEST_TEXT + " bytes, was " + length);
            }
            in.skipRawBytes(length);
        } else {
            numbers += length;
            in.skipRawBytes(length);
        }
    }

    private void count(String path, String what) {
        if (++objects > mostObjects) {
            throw new InvalidRequest(
                    path.isEmpty() ? "request" : path,
                    "a request must hold at most " + mostObjects + " images, tensors, parameters and texts together; "
                            + what + " here is one more");
        }
    }
}
