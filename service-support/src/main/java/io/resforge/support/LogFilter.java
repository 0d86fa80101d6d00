package io.resforge.support;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http2.Http2Exception;
import io.quarkus.logging.LoggingFilter;
import io.resforge.neuralnet.text.LogText;
import io.vertx.core.VertxException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Keeps a log readable whatever callers send. Control characters are escaped, so that no text passes for a line of its own. Lines about
 * requests that cannot be parsed, are too large, or lack a header that HTTP requires, are dropped: the libraries would log a stack trace for
 * each, and any client can send thousands. Of what else a library logs there are so many lines in a time; the next one tells how many were
 * left out.
 */
@LoggingFilter(name = "log")
public final class LogFilter implements Filter {

    /** Lines that a logger of a library may write at once. */
    static final int MOST_LINES = 20;

    /** A logger may write one more line in this time. */
    static final long NANOS_A_LINE = TimeUnit.SECONDS.toNanos(10);

    /** What the framework logs with the stack trace. */
    private static final String FAILED_TO_START = "Failed to start application";

    private static final int MOST_CAUSES = 20;

    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    /** HTTP/1.x asks for the header Host, HTTP/2 for the pseudo-header :authority. */
    private static final Pattern NO_HOST = Pattern.compile("the '(Host|:authority)' (pseudo-)?header is required");

    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    public LogFilter() {
        this(System::nanoTime);
    }

    /** @param clock counts nanoseconds */
    LogFilter(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        if (isJunk(line) || StartRefusal.isCauseOf(line.getThrown())) {
            return false; // why a start is refused is the last that the process says
        }
        String message = MESSAGE.formatMessage(line);
        if (line.getThrown() instanceof Http2Exception refusal) {
            // Where in the library it was noticed says nothing of what a client sent.
            line.setThrown(null);
            message = replaced(line, message + ": " + refusal.getMessage());
        }
        Optional<String> setting = wrongSetting(line, message);
        if (setting.isPresent()) {
            line.setThrown(null);
            message = replaced(line, "cannot start: " + setting.get());
        }
        if (isOfLibrary(line)) {
            int leftOut = allowances
                    .computeIfAbsent(line.getLoggerName(), logger -> new Allowance(clock.getAsLong()))
                    .take(clock.getAsLong());
            if (leftOut < 0) {
                return false;
            }
            if (leftOut > 0) {
                message = replaced(line, message + " (" + leftOut + " lines before this one were left out)");
            }
        }
        LogText.rewrite(line, message);
        return true;
    }

    private static String replaced(LogRecord line, String message) {
        line.setMessage(message);
        line.setParameters(null);
        return message;
    }

    /** Why the service does not start, where it is a setting, of which our own checks say all in their message. */
    private static Optional<String> wrongSetting(LogRecord line, String message) {
        return !message.startsWith(FAILED_TO_START)
                ? Optional.empty()
                : Stream.iterate(line.getThrown(), cause -> cause != null, Throwable::getCause)
                        .limit(MOST_CAUSES)
                        .filter(cause -> cause instanceof IllegalArgumentException && cause.getCause() == null)
                        .map(Throwable::getMessage)
                        .filter(reason -> reason != null && reason.contains("resforge."))
                        .findFirst();
    }

    private static boolean isOfLibrary(LogRecord line) {
        String logger = line.getLoggerName();
        return logger != null && !logger.startsWith("io.resforge.") && !logger.equals("resforge");
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

    /** The lines that one logger may still write. */
    private static final class Allowance {

        private long lastLine;
        private int lines = MOST_LINES;
        private int leftOut;

        Allowance(long now) {
            lastLine = now;
        }

        /** Takes a line; returns how many were left out before it, or -1 if this is left out as well. */
        synchronized int take(long now) {
            long more = (now - lastLine) / NANOS_A_LINE;
            lines = (int) Math.min(MOST_LINES, lines + more);
            lastLine += more * NANOS_A_LINE;
            if (lines == 0) {
                leftOut++;
                return -1;
            }
            lines--;
            int before = leftOut;
            leftOut = 0;
            return before;
        }
    }
}
