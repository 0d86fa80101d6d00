package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.VertxException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class LogFilterTest {

    @Test
    void saysNothingOfRequestsThatAreNoMessages() {
        Status noMessage = Status.INTERNAL.withCause(new InvalidProtocolBufferException("truncated"));
        assertThat(isLogged(noMessage.asRuntimeException())).isFalse();
    }

    @Test
    void saysNothingOfRequestsThatAreTooLarge() {
        assertThat(isLogged(Status.RESOURCE_EXHAUSTED
                        .withDescription("gRPC message exceeds maximum size")
                        .asRuntimeException()))
                .isFalse();
    }

    @Test
    void saysNothingOfRequestsWithoutAHost() {
        assertThat(isLogged(new VertxException("For HTTP/1.x requests, the 'Host' header is required")))
                .isFalse();
        assertThat(isLogged(new VertxException("For HTTP/2 requests, the ':authority' pseudo-header is required")))
                .isFalse();
        assertThat(isLogged(new VertxException("Connection was closed"))).isTrue();
    }

    /** The process ends with that sentence; a trace on the way hides it. */
    @Test
    void leavesWhyAStartIsRefusedToTheEnd() {
        assertThat(isLogged(StartRefusal.of("there is no key"))).isFalse();
        assertThat(isLogged(new IllegalStateException(StartRefusal.of("there is no key"))))
                .isFalse();
        assertThat(isLogged(new ConfigurationException("SRCFG00039"))).isTrue();
    }

    @Test
    void keepsWhatElseFails() {
        assertThat(isLogged(Status.INTERNAL.asRuntimeException())).isTrue();
        assertThat(isLogged(new IllegalStateException("broken"))).isTrue();
        assertThat(isLogged(null)).isTrue();
    }

    @Test
    void tellsAWrongSettingInOneLine() {
        LogRecord line = of("io.quarkus.runtime.Application", "Failed to start application");
        line.setThrown(new IllegalStateException(
                "Failed to start quarkus",
                new IllegalArgumentException("resforge.feedback.key must have at least 32 characters, had 5")));
        assertThat(new LogFilter().isLoggable(line)).isTrue();
        assertThat(line.getMessage())
                .isEqualTo("cannot start: resforge.feedback.key must have at least 32 characters, had 5");
        assertThat(line.getThrown()).isNull();
    }

    @Test
    void keepsTheTraceOfWhatElseKeepsItFromStarting() {
        LogRecord line = of("io.quarkus.runtime.Application", "Failed to start application");
        line.setThrown(new IllegalStateException("no such bean"));
        assertThat(new LogFilter().isLoggable(line)).isTrue();
        assertThat(line.getThrown()).isNotNull();
    }

    @Test
    void boundsTheLinesOfALibraryAndTellsHowManyAreMissing() {
        AtomicLong now = new AtomicLong(1);
        LogFilter filter = new LogFilter(now::get);
        // When
        long written = IntStream.range(0, 10_000)
                .filter(line -> filter.isLoggable(of("io.grpc.netty.NettyServerHandler", "Stream Error")))
                .count();
        now.addAndGet(LogFilter.NANOS_A_LINE);
        LogRecord next = of("io.grpc.netty.NettyServerHandler", "Stream Error");
        // Then
        assertThat(written).isEqualTo(LogFilter.MOST_LINES);
        assertThat(filter.isLoggable(next)).isTrue();
        assertThat(next.getMessage()).isEqualTo("Stream Error (9980 lines before this one were left out)");
        assertThat(filter.isLoggable(of("io.grpc.netty.NettyServerHandler", "Stream Error")))
                .isFalse();
        assertThat(filter.isLoggable(of("io.grpc.internal.ServerImpl", "another")))
                .isTrue();
    }

    @Test
    void leavesOutNoLineOfOurs() {
        LogFilter filter = new LogFilter(() -> 1);
        assertThat(IntStream.range(0, 100)
                        .allMatch(line -> filter.isLoggable(of("resforge", "live"))
                                && filter.isLoggable(of(getClass().getName(), "live"))))
                .isTrue();
    }

    @Test
    void saysWhatAClientDidWrongWithoutFrames() {
        LogRecord line = of("io.grpc.netty.NettyServerHandler", "Stream Error");
        line.setThrown(Http2Exception.streamError(1, Http2Error.PROTOCOL_ERROR, "invalid header name '%s'", "A\n"));

        assertThat(new LogFilter().isLoggable(line)).isTrue();

        assertThat(line.getThrown()).isNull();
        assertThat(line.getMessage()).isEqualTo("Stream Error: invalid header name 'A\\u000a'");
    }

    private static LogRecord of(String logger, String message) {
        ExtLogRecord line = new ExtLogRecord(Level.WARN, message, ExtLogRecord.FormatStyle.PRINTF, logger);
        line.setLoggerName(logger);
        return line;
    }

    @Test
    void letsNoTextOfOthersPassForALine() {
        ExtLogRecord line = new ExtLogRecord(
                Level.WARN,
                "cannot read %s",
                ExtLogRecord.FormatStyle.PRINTF,
                getClass().getName());
        line.setParameters(new Object[] {"a\u001b[2J\n2026-01-01 00:00:00,000 INFO  forged"});
        line.setThrown(new IllegalStateException("b\n2026-01-01 00:00:00,000 INFO  forged"));

        assertThat(new LogFilter().isLoggable(line)).isTrue();

        assertThat(new PatternFormatter("%-5p %s%e%n").format(line))
                .startsWith("WARN  cannot read a\\u001b[2J\\u000a2026-01-01 00:00:00,000 INFO  forged: "
                        + "java.lang.IllegalStateException: b\n    2026-01-01 00:00:00,000 INFO  forged\n\tat ");
    }

    private static boolean isLogged(Throwable failure) {
        LogRecord line = new LogRecord(Level.ERROR, "Exception while executing runnable");
        line.setThrown(failure);
        return new LogFilter().isLoggable(line);
    }
}
