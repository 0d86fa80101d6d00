package io.resforge.trainer.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/** Finds fields of a message by a path such as {@code schedule.peak}. */
final class FieldPaths {

    private FieldPaths() {}

    /** Clears the field that a path names; false if it was not set, or there is no such field. */
    static boolean clear(Message.Builder message, String path) {
        int dot = path.indexOf('.');
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
        if (field == null || !isSet(message, field)) {
            return false;
        }
        if (dot >= 0) {
            return clear(message.getFieldBuilder(field), path.substring(dot + 1));
        }
        message.clearField(field);
        return true;
    }

    private static boolean isSet(Message.Builder message, FieldDescriptor field) {
        return field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
    }
}
