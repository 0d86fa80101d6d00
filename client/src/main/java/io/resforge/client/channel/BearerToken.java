package io.resforge.client.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Sends a token with every call. Neither it nor a message about it tells the token. */
public final class BearerToken implements ClientInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** RFC 6750, 2.1. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{1,8000}=*");

    /** A token has less; what is longer is none. */
    private static final int MOST_BYTES = 16_000;

    private static final long READ_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Supplier<String> token;

    private BearerToken(Supplier<String> token) {
        this.token = token;
    }

    /**
     * A token that stays.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    public static BearerToken of(String token) {
        String checked = checked(token, "the token");
        return new BearerToken(() -> checked);
    }

    /**
     * The token in a file, which is read again every minute: Kubernetes and others put a new one there before the old one expires.
     *
     * @throws IllegalArgumentException if it cannot be read, or has no token
     */
    public static BearerToken ofFile(Path file) {
        try {
            return new BearerToken(new TokenFile(file));
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("the file of the token cannot be read: " + e.getCause(), e);
        }
    }

    /** What the header {@code Authorization} says with it, such as over HTTP. */
    public String authorization() {
        return "Bearer " + token.get();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<Q, A>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                headers.discardAll(AUTHORIZATION);
                headers.put(AUTHORIZATION, authorization());
                super.start(listener, headers);
            }
        };
    }

    @Override
    public String toString() {
        return "a token";
    }

    private static String checked(String text, String what) {
        String token = text.trim();
        if (!FORM.matcher(token).matches()) {
            throw new IllegalArgumentException(what + " must be one word of letters, digits and . _ ~ + / - =");
        }
        return token;
    }

    private static final class TokenFile implements Supplier<String> {

        private final Path file;
        private String token;
        private long read;

        TokenFile(Path file) {
            this.file = file;
            this.token = read();
            this.read = System.nanoTime();
        }

        /** The token that was read last, while the file cannot be read. */
        @Override
        public synchronized String get() {
            if (System.nanoTime() - read > READ_AGAIN_NANOS) {
                read = System.nanoTime();
                try {
                    token = read();
                } catch (UncheckedIOException | IllegalArgumentException e) {
                    // The server says so if the old one does not hold any more.
                }
            }
            return token;
        }

        private String read() {
            try (InputStream content = Files.newInputStream(file)) {
                return checked(
                        new String(content.readNBytes(MOST_BYTES), StandardCharsets.UTF_8), "the text of " + file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
