package io.resforge.support.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Closes an HTTP/1.1 connection that has too many requests without an answer that was sent, or whose bytes may be read in two ways.
 *
 * <p>A request of 30 bytes becomes an object of some kilobytes while it waits for the ones before it, and an answer stays in memory until its
 * client reads it; both would grow for as long as a client sends requests (pipelining). And where a proxy finds the end of a request
 * elsewhere than we do, one client's bytes become another's request (smuggling), so that what RFC 9112 forbids and the libraries let through
 * is refused here: their answer to it, if there is one, says nothing either.
 */
final class Http1Guard extends ChannelDuplexHandler {

    /** Requests of one connection that have no answer yet, or one that its client has not taken. */
    static final int MOST = 16;

    private static final String CHUNKED = "chunked";

    private int open;
    private boolean answering;
    private boolean over;

    /** Why a request is not taken. */
    private record Refusal(HttpResponseStatus status, String error) {}

    /** Guards a connection of HTTP/1.1. */
    static void addTo(ChannelPipeline pipeline) {
        pipeline.addBefore(pipeline.lastContext().name(), null, new Http1Guard());
    }

    /** Whether a connection is to be one of HTTP/1.1. */
    static boolean isFor(ChannelPipeline pipeline) {
        return pipeline.get(HttpRequestDecoder.class) != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            open++;
        }
        Optional<Refusal> refusal = message instanceof HttpObject part ? refusal(part) : Optional.empty();
        if (open > MOST || refusal.isPresent()) {
            over = true;
            ReferenceCountUtil.release(message);
            if (refusal.isPresent() && open <= 1 && !answering) {
                answer(context, refusal.get());
            } else {
                context.close();
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    private static Optional<Refusal> refusal(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            return Optional.of(unreadable(part.decoderResult().cause()));
        }
        return part instanceof HttpRequest request ? refusal(request) : Optional.empty();
    }

    private static Refusal unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException e ->
                new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "a request's first line is too long");
            case TooLongHttpHeaderException e ->
                new Refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "a request's headers are too large");
            default -> refused("a request must be as RFC 9112 has it: " + cause.getMessage());
        };
    }

    private static Optional<Refusal> refusal(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        boolean current = version.equals(HttpVersion.HTTP_1_1);
        if (!current && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP must be 1.0 or 1.1, was " + version.text()));
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || current && hosts == 0) {
            return Optional.of(refused("Host: must be set once, was set " + hosts + " times"));
        }
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !(current && codings.size() == 1 && CHUNKED.equalsIgnoreCase(codings.getFirst()))) {
            return Optional.of(refused("Transfer-Encoding: must be chunked, once, and of HTTP/1.1, was "
                    + String.join(", ", codings) + " of " + version.text()));
        }
        return Optional.empty();
    }

    private static Refusal refused(String error) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, error);
    }

    /** Past what encodes answers, which is not told of this one. */
    private static void answer(ChannelHandlerContext context, Refusal refusal) {
        StringBuilder error = new StringBuilder();
        refusal.error().chars().limit(500).forEach(unit -> {
            boolean plain = unit >= ' ' && unit < 0x7f && unit != '"' && unit != '\\';
            error.append(plain ? String.valueOf((char) unit) : String.format(java.util.Locale.ROOT, "\\u%04x", unit));
        });
        String body = "{\"error\":\"" + error + "\",\"status\":\"INVALID_ARGUMENT\"}";
        String head = "HTTP/1.1 " + refusal.status() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n";
        ByteBuf answer = Unpooled.copiedBuffer(head + body, StandardCharsets.US_ASCII);
        context.pipeline()
                .context(HttpRequestDecoder.class)
                .writeAndFlush(answer)
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim = isInterim(message);
        answering |= message instanceof HttpResponse && !interim;
        if (message instanceof LastHttpContent && !interim) {
            answering = false;
            // Once it was sent, on the event loop. A connection that is to be closed stays over its limit.
            context.write(message, promise.unvoid().addListener(sent -> open -= over ? 0 : 1));
        } else {
            context.write(message, promise);
        }
    }

    /** Whether this is an answer such as 100, after which the final one follows. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
