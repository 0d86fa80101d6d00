package io.resforge.support;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.logging.LoggingFilter;
import io.resforge.neuralnet.text.LogText;
import io.vertx.core.VertxException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Escapes control characters in log lines, so that a caller's text cannot pass for a line of its own; and drops lines about requests that cannot be
 * parsed, are too large, or lack a header that HTTP requires: the libraries would log a stack trace for each, and any client can send thousands.
 */
@LoggingFilter(name = "log")
public final class LogFilter implements Filter {

    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    /** HTTP/1.x asks for the header Host, HTTP/2 for the pseudo-header :authority. */
    private static final Pattern NO_HOST = Pattern.compile("the '(Host|:authority)' (pseudo-)?header is required");

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
            case VertxException refusal ->
                NO_HOST.matcher(String.valueOf(refusal.getMessage())).find();
            case null, default -> false;
        };
    }
}
