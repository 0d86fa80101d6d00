package io.resforge.cli.common;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import java.text.ParseException;

/**
 * Messages of the contracts as JSON, spelled as over HTTP: fields as the contracts name them, numbers as numbers, durations in milliseconds
 * with {@code _ms} after their names. Moments stay texts such as {@code 2026-01-31T14:25:01Z}.
 */
final class MessageJson {

    private static final String WELL_KNOWN = "google.protobuf.";
    private static final double NANOS_PER_MILLI = 1e6;

    private MessageJson() {}

    /** A message as a document; what has no value is there with its default, save what may be absent. */
    static JsonObject of(Message message) {
        try {
            String text = JsonFormat.printer()
                    .alwaysPrintFieldsWithNoPresence()
                    .preservingProtoFieldNames()
                    .print(message);
            return respelled(JsonParser.parseString(text).getAsJsonObject(), message.getDescriptorForType());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a message without Any has a JSON form", impossible);
        }
    }

    private static JsonObject respelled(JsonObject tree, Descriptor type) {
        JsonObject respelled = new JsonObject();
        for (String name : tree.keySet()) {
            FieldDescriptor field = type.findFieldByName(name);
            String suffix = isDuration(field) ? "_ms" : "";
            respelled.add(name + suffix, value(tree.get(name), field));
        }
        return respelled;
    }

    private static JsonElement value(JsonElement value, FieldDescriptor field) {
        if (field.isMapField()) {
            FieldDescriptor of = field.getMessageType().findFieldByName("value");
            JsonObject map = new JsonObject();
            value.getAsJsonObject().entrySet().forEach(it -> map.add(it.getKey(), single(it.getValue(), of)));
            return map;
        }
        if (field.isRepeated()) {
            JsonArray list = new JsonArray();
            value.getAsJsonArray().forEach(it -> list.add(single(it, field)));
            return list;
        }
        return single(value, field);
    }

    private static JsonElement single(JsonElement value, FieldDescriptor field) {
        if (field.getJavaType() == JavaType.LONG) {
            return JsonParser.parseString(value.getAsString()); // protobuf makes texts of them
        }
        if (isDuration(field)) {
            return JsonParser.parseString(Double.toString(millis(value.getAsString())));
        }
        boolean ours = field.getJavaType() == JavaType.MESSAGE
                && !field.getMessageType().getFullName().startsWith(WELL_KNOWN);
        return ours ? respelled(value.getAsJsonObject(), field.getMessageType()) : value;
    }

    private static boolean isDuration(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE
                && field.getMessageType()
                        .getFullName()
                        .equals(Duration.getDescriptor().getFullName());
    }

    private static double millis(String text) {
        try {
            return Durations.toNanos(Durations.parse(text)) / NANOS_PER_MILLI;
        } catch (ParseException impossible) {
            throw new IllegalStateException("protobuf reads what it wrote", impossible);
        }
    }
}
