package io.resforge.support;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.logging.LoggingFilter;
import io.resforge.neuralnet.text.LogText;
import io.vertx.core.VertxException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Escapes control characters in log lines, so that a caller's text cannot pass for a line of its own; and drops lines about requests that cannot be
 * parsed, are too large, or lack a header that HTTP requires: the libraries would log a stack trace for each, and any client can send thousands.
 */
@LoggingFilter(name = "log")
public final class LogFilter implements Filter {

    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    private static final String NO_HOST = "the 'Host' header is required";

    @Override
    public boolean isLoggable(LogRecord line) {
        if (isJunk(line)) {
            return false;
        }
        LogText.rewrite(line, MESSAGE.formatMessage(line));
        return true;
    }

    private static boolean isJunk(LogRecord line) {
        return switch (line.getThrown()) {
            case StatusRuntimeException refusal ->
                refusal.getCause() instanceof InvalidProtocolBufferException
                        || refusal.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED;
            case VertxException refusal -> String.valueOf(refusal.getMessage()).contains(NO_HOST);
            case null, default -> false;
        };
    }
}
