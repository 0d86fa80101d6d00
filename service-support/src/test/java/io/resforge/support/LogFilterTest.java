package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.vertx.core.VertxException;
import java.util.logging.LogRecord;
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

    @Test
    void keepsWhatElseFails() {
        assertThat(isLogged(Status.INTERNAL.asRuntimeException())).isTrue();
        assertThat(isLogged(new IllegalStateException("broken"))).isTrue();
        assertThat(isLogged(null)).isTrue();
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
