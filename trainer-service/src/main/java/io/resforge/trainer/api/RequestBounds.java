package io.resforge.trainer.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bounds every text of every request before anything is made of it: how long it is, and that its characters can be shown. What a text means is
 * for those who read it.
 */
@Singleton
@GlobalInterceptor
public final class RequestBounds implements ServerInterceptor {

    /** Of texts that have no limit of their own: ids, names, keys and values of labels. */
    static final int USUAL = 320;

    private static final int LINE = 1024;

    /** From here on, a text may have lines. */
    private static final int PARAGRAPH = 4096;

    private static final int DOCUMENT = 1 << 16;

    /** By their full names. */
    static final Map<String, Integer> LONGEST = Map.of(
            "resforge.v1.RunSpec.dataset", LINE,
            "resforge.v1.SubmitSweepRequest.dataset", LINE,
            "resforge.v1.SubmitSweepRequest.settings", LINE,
            "resforge.v1.SubmitSweepRequest.yaml", DOCUMENT,
            "resforge.v1.ListRunsRequest.label_selector", PARAGRAPH,
            "resforge.v1.CancelRunRequest.reason", LINE,
            "resforge.v1.PromoteRequest.reason", LINE,
            "resforge.v1.RollbackRequest.reason", LINE);

    /** Items of a list, keys of a map. */
    static final int MOST_ITEMS = 128;

    /** Values of a recipe in all. */
    static final int MOST_VALUES = 2000;

    private static final String OURS = "resforge.v1";
    private static final int MOST_VIOLATIONS = 8;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {

            private boolean refused;

            @Override
            public void onMessage(Q message) {
                List<Violation> violations = message instanceof Message request ? violations(request) : List.of();
                if (violations.isEmpty()) {
                    super.onMessage(message);
                    return;
                }
                refused = true;
                StatusRuntimeException failure = Statuses.of(new InvalidInput(violations));
                call.close(failure.getStatus(), failure.getTrailers());
            }

            @Override
            public void onHalfClose() {
                // There is no request then, as far as the service knows.
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    /** The fields of a request that are out of bounds, some of them at least. */
    static List<Violation> violations(Message request) {
        if (!request.getDescriptorForType().getFile().getPackage().equals(OURS)) {
            return List.of();
        }
        Walk walk = new Walk();
        walk.message("", request);
        return walk.violations;
    }

    /** One way through a message. */
    private static final class Walk {

        private final List<Violation> violations = new ArrayList<>();
        private int values;

        private void message(String path, Message message) {
            message.getAllFields().forEach((field, value) -> field(path + field.getName(), field, value));
        }

        private void field(String path, FieldDescriptor field, Object value) {
            int longest = LONGEST.getOrDefault(field.getFullName(), USUAL);
            if (!(value instanceof List<?> items)) {
                single(path, longest, value);
                return;
            }
            if (items.size() > MOST_ITEMS) {
                refuse(path, "must be at most " + MOST_ITEMS + ", was " + items.size());
                return;
            }
            for (int i = 0; i < items.size(); i++) {
                // A label is found by its key, not by its place.
                single(field.isMapField() ? path : path + "[" + i + "]", longest, items.get(i));
            }
        }

        private void single(String path, int longest, Object value) {
            switch (value) {
                case String text -> text(path, longest, text);
                case Struct struct -> struct(path, struct);
                case Message inner -> message(path + ".", inner);
                default -> {}
            }
        }

        private void struct(String path, Struct struct) {
            struct.getFieldsMap().forEach((key, value) -> {
                text(path, USUAL, key);
                value(path + "." + shortened(key), value);
            });
        }

        private void value(String path, Value value) {
            if (++values > MOST_VALUES) {
                if (values == MOST_VALUES + 1) {
                    refuse(path, "is one value too many: all of a recipe must be at most " + MOST_VALUES);
                }
                return;
            }
            switch (value.getKindCase()) {
                case STRING_VALUE -> text(path, PARAGRAPH, value.getStringValue());
                case STRUCT_VALUE -> struct(path, value.getStructValue());
                case LIST_VALUE -> {
                    for (Value item : value.getListValue().getValuesList()) {
                        value(path + "[]", item);
                    }
                }
                case NULL_VALUE, NUMBER_VALUE, BOOL_VALUE, KIND_NOT_SET -> {}
            }
        }

        private void text(String path, int longest, String text) {
            if (text.length() > longest) {
                refuse(path, "must have at most " + longest + " characters, has " + text.length());
                return;
            }
            text.codePoints()
                    .filter(it -> !isShown(it) && !(longest >= PARAGRAPH && isLayout(it)))
                    .findFirst()
                    .ifPresent(it -> refuse(
                            path, "must have no control characters, has " + String.format(Locale.ROOT, "U+%04X", it)));
        }

        private void refuse(String path, String description) {
            if (violations.size() < MOST_VIOLATIONS) {
                violations.add(new Violation(path, description));
            }
        }
    }

    private static String shortened(String key) {
        return key.length() <= LINE / 16 ? key : key.substring(0, LINE / 16) + "…";
    }

    /** Also no line ends, and none that turn around what stands behind them. */
    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> !(character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069);
        };
    }

    private static boolean isLayout(int character) {
        return character == '\n' || character == '\r' || character == '\t';
    }
}
