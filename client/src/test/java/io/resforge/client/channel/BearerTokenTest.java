package io.resforge.client.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientCall.Listener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.GetModelResponse;
import io.resforge.v1.InferenceServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenTest {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    Path folder;

    @Test
    void sendsATokenWithACallInThePlaceOfAnother() {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer other");
        assertThat(sent(BearerToken.of("rf_secret"), headers)).containsExactly("Bearer rf_secret");
    }

    @Test
    void readsATokenFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "rf_from-file\n");
        assertThat(sent(BearerToken.ofFile(file), new Metadata())).containsExactly("Bearer rf_from-file");
    }

    @Test
    void neverTellsATokenInAMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "two secrets");
        assertThatThrownBy(() -> BearerToken.ofFile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("secrets");
        assertThatThrownBy(() -> BearerToken.of("sécret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cret");
        assertThat(BearerToken.of("rf_secret")).hasToString("a token");
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThatThrownBy(() -> BearerToken.ofFile(folder.resolve("missing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing");
    }

    private static Iterable<String> sent(BearerToken token, Metadata headers) {
        Metadata[] seen = new Metadata[1];
        Channel channel = new Channel() {
            @Override
            public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
                return new Recorded<>(seen);
            }

            @Override
            public String authority() {
                return "test";
            }
        };
        ClientCall<GetModelRequest, GetModelResponse> call =
                token.interceptCall(InferenceServiceGrpc.getGetModelMethod(), CallOptions.DEFAULT, channel);
        call.start(new Listener<>() {}, headers);
        return seen[0].getAll(AUTHORIZATION);
    }

    /** Keeps the headers that a call begins with. */
    private static final class Recorded<Q, A> extends ClientCall<Q, A> {

        private final Metadata[] seen;

        Recorded(Metadata[] seen) {
            this.seen = seen;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            seen[0] = headers;
        }

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
    }
}
