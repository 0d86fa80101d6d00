package io.resforge.inference.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.VertxException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps quiet about requests that are no messages at all or too large, or that lack what HTTP asks of each: the libraries would log a stack trace for
 * each, and anybody can send thousands.
 */
@LoggingFilter(name = "quiet-junk")
public final class QuietJunk implements Filter {

    private static final String NO_HOST = "the 'Host' header is required";

    @Override
    public boolean isLoggable(LogRecord line) {
        return switch (line.getThrown()) {
            case StatusRuntimeException refusal ->
                !(refusal.getCause() instanceof InvalidProtocolBufferException)
                        && refusal.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED;
            case VertxException refusal -> !String.valueOf(refusal.getMessage()).contains(NO_HOST);
            case null, default -> true;
        };
    }
}
