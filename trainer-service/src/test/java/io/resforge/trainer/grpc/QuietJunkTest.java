package io.resforge.trainer.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class QuietJunkTest {

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
    void keepsWhatElseFails() {
        assertThat(isLogged(Status.INTERNAL.asRuntimeException())).isTrue();
        assertThat(isLogged(new IllegalStateException("broken"))).isTrue();
        assertThat(isLogged(null)).isTrue();
    }

    private static boolean isLogged(Throwable failure) {
        LogRecord line = new LogRecord(Level.SEVERE, "Exception while executing runnable");
        line.setThrown(failure);
        return new QuietJunk().isLoggable(line);
    }
}
