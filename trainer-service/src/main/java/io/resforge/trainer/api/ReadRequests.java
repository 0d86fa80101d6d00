package io.resforge.trainer.api;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.resforge.support.GuardedRequests;
import io.resforge.trainer.contract.InvalidInput;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** Answers bytes that are no message. */
@Singleton
public final class ReadRequests implements ServerBuilderCustomizer<VertxServerBuilder> {

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        builder.setBinaryLog(new GuardedRequests() {
            @Override
            protected <Q> Q read(InputStream wire, Class<Q> type, Message prototype) throws IOException {
                return type.cast(prototype.getParserForType().parseFrom(wire));
            }

            @Override
            protected StatusRuntimeException status(Exception failure) {
                return Statuses.of(
                        failure instanceof RuntimeException e
                                ? e
                                : new InvalidInput("request", "is no valid message: " + failure.getMessage()));
            }
        });
    }
}
