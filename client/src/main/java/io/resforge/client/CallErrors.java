package io.resforge.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what gRPC throws into a {@link ResForgeException} that a person can read. */
final class CallErrors {

    private CallErrors() {}

    /**
     * @param failure what gRPC threw
     * @param server the address or addresses that were called, for the message
     * @param deadline the longest that the call could take, for the message
     */
    static ResForgeException translate(StatusRuntimeException failure, String server, Duration deadline) {
        Status status = failure.getStatus();
        List<FieldViolation> violations =
                detail(failure, BadRequest.class).map(CallErrors::violations).orElse(List.of());
        Duration retryAfter =
                detail(failure, RetryInfo.class).map(CallErrors::delay).orElse(null);
        String message =
                switch (status.getCode()) {
                    case UNAVAILABLE -> unavailable(status, server);
                    case DEADLINE_EXCEEDED -> "no answer from " + server + " within " + seconds(deadline);
                    case CANCELLED -> "the call to " + server + " was broken off: " + words(status);
                    case UNIMPLEMENTED -> "the server at " + server + " does not offer this call: " + words(status);
                    case UNKNOWN -> unknown(status, server);
                    default -> violations.isEmpty() ? words(status) : sentence(words(status), violations);
                };
        return new ResForgeException(status.getCode(), message, violations, retryAfter, failure);
    }

    private static String unavailable(Status status, String server) {
        Throwable root = status.getCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root == null) {
            return server + " is unavailable: " + words(status);
        }
        boolean refused = String.valueOf(root.getMessage()).contains("Connection refused");
        return refused ? "nothing answers at " + server : "cannot reach " + server + ": " + root.getMessage();
    }

    /** With a cause it is not what the server says, but what became of the connection. */
    private static String unknown(Status status, String server) {
        return status.getCause() == null
                ? words(status)
                : "the connection to " + server + " broke during the call, which may have been carried out: "
                        + words(status);
    }

    private static String sentence(String words, List<FieldViolation> violations) {
        String fields =
                violations.stream().map(v -> v.field() + ": " + v.description()).collect(Collectors.joining("; "));
        boolean said = violations.stream().allMatch(v -> words.contains(v.description()));
        return said ? words : words + " (" + fields + ")";
    }

    private static String words(Status status) {
        String description = status.getDescription();
        return description == null || description.isBlank()
                ? status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : description;
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static List<FieldViolation> violations(BadRequest request) {
        return request.getFieldViolationsList().stream()
                .map(v -> new FieldViolation(v.getField(), v.getDescription()))
                .toList();
    }

    private static Duration delay(RetryInfo info) {
        return Duration.ofSeconds(
                info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos());
    }

    private static <M extends Message> Optional<M> detail(StatusRuntimeException failure, Class<M> kind) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return Optional.empty();
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(kind)) {
                try {
                    return Optional.of(detail.unpack(kind));
                } catch (InvalidProtocolBufferException damaged) {
                    return Optional.empty(); // the status itself still says what is wrong
                }
            }
        }
        return Optional.empty();
    }
}
