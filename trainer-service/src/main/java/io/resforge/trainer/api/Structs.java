package io.resforge.trainer.api;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON-like maps, lists and values as protobuf's Struct, and back. */
public final class Structs {

    private Structs() {}

    /** A map as a Struct. */
    public static Struct write(Map<?, ?> map) {
        Struct.Builder struct = Struct.newBuilder();
        map.forEach((key, value) -> struct.putFields(key.toString(), value(value)));
        return struct.build();
    }

    private static Value value(Object value) {
        Value.Builder written = Value.newBuilder();
        return switch (value) {
            case null -> written.setNullValue(NullValue.NULL_VALUE).build();
            case Boolean flag -> written.setBoolValue(flag).build();
            case Number number -> written.setNumberValue(number.doubleValue()).build();
            case Map<?, ?> map -> written.setStructValue(write(map)).build();
            case List<?> list ->
                written.setListValue(ListValue.newBuilder()
                                .addAllValues(list.stream().map(Structs::value).toList()))
                        .build();
            default -> written.setStringValue(value.toString()).build();
        };
    }

    static Map<String, Object> read(Struct struct) {
        Map<String, Object> map = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((key, value) -> map.put(key, value(value)));
        return map;
    }

    private static Object value(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> null;
            case BOOL_VALUE -> value.getBoolValue();
            case NUMBER_VALUE -> number(value.getNumberValue());
            case STRING_VALUE -> value.getStringValue();
            case STRUCT_VALUE -> read(value.getStructValue());
            // With nulls, which List.copyOf would refuse.
            case LIST_VALUE ->
                value.getListValue().getValuesList().stream()
                        .map(Structs::value)
                        .toList();
        };
    }

    /** Struct has no whole numbers; those that were are told as such again. */
    private static Object number(double number) {
        long whole = (long) number;
        if (whole == number) {
            return whole;
        }
        return number;
    }
}
