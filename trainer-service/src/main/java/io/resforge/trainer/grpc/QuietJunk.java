package io.resforge.trainer.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/** Keeps quiet about requests that are no messages at all, or too large: gRPC would log a stack trace for each, and anybody can send thousands. */
@LoggingFilter(name = "quiet-junk")
public final class QuietJunk implements Filter {

    @Override
    public boolean isLoggable(LogRecord line) {
        return !(line.getThrown() instanceof StatusRuntimeException refusal
                && (refusal.getCause() instanceof InvalidProtocolBufferException
                        || refusal.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED));
    }
}
