package io.resforge.spine;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferRequest.InferInputTensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Requests that each method understands: all fields of its message are set, by what they are called.
 *
 * @param words what stands in fields of text, by their names; the others have one letter
 */
record GoodMessages(Map<String, String> words) {

    private static final ByteString PIXELS = SampleImages.rawFrog().getRaw();
    private static final ByteString PNG = SampleImages.encodedFrog().getEncoded();

    /** A worker of a run that were taken in would find no data set and end: a training takes longer than all these calls. */
    private static final Struct RECIPE = Struct.newBuilder()
            .putFields("arch", Value.newBuilder().setStringValue("resnet8-v1").build())
            .putFields("epochs", Value.newBuilder().setNumberValue(2).build())
            .build();

    /** At least one request of a method. */
    List<byte[]> of(MethodDescriptor<?, ?> method) {
        Descriptor request = ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
                .getMethodDescriptor()
                .getInputType();
        Stream<Message> good = request.equals(ModelInferRequest.getDescriptor())
                ? Stream.of(tensor(), file())
                : Stream.of(filled(request, true), filled(request, false));
        return good.map(Message::toByteArray).distinct().toList();
    }

    /** @param first whether the first of several that exclude each other is set, or the last */
    private Message filled(Descriptor type, boolean first) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean taken = field.getContainingOneof() != null && message.hasOneof(field.getContainingOneof());
            if (field.isMapField() || first && taken || field.getName().equals("page_token")) {
                continue;
            }
            if (field.isRepeated()) {
                message.addRepeatedField(field, value(field, first));
            } else {
                message.setField(field, value(field, first));
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, boolean first) {
        return switch (field.getJavaType()) {
            case STRING -> words.getOrDefault(field.getName(), "a");
            case BYTE_STRING -> field.getName().equals("raw") ? PIXELS : PNG;
            case BOOLEAN -> first;
            case INT -> 1;
            case LONG -> 1L;
            case FLOAT -> .5f;
            case DOUBLE -> .5;
            case ENUM -> field.getEnumType().getValues().getLast();
            case MESSAGE ->
                field.getMessageType().equals(Struct.getDescriptor()) ? RECIPE : filled(field.getMessageType(), first);
        };
    }

    private Message tensor() {
        return infer("UINT8", List.of(1L, 32L, 32L, 3L), InferTensorContents.getDefaultInstance()).toBuilder()
                .addRawInputContents(PIXELS)
                .build();
    }

    private Message file() {
        return infer(
                "BYTES",
                List.of(1L),
                InferTensorContents.newBuilder().addBytesContents(PNG).build());
    }

    private ModelInferRequest infer(String type, List<Long> shape, InferTensorContents contents) {
        return ModelInferRequest.newBuilder()
                .setModelName(words.get("model_name"))
                .setId("mine")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("images")
                        .setDatatype(type)
                        .addAllShape(shape)
                        .setContents(contents))
                .build();
    }
}
