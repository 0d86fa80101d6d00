package io.resforge.inference.api;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes an HTTP/1.1 connection that has too many requests without an answer that was sent. A request of 30 bytes becomes an object of
 * some kilobytes while it waits for the ones before it, and an answer stays in memory until its client reads it; both would grow for
 * as long as a client sends requests (pipelining).
 */
final class PipelineLimit extends ChannelDuplexHandler {

    /** Requests of one connection that have no answer yet, or one that its client has not taken. */
    static final int MOST = 16;

    private int open;

    /** Limits a connection of HTTP/1.1; others are left alone. */
    static void addTo(ChannelPipeline pipeline) {
        if (pipeline.get(HttpRequestDecoder.class) != null) {
            pipeline.addBefore(pipeline.lastContext().name(), null, new PipelineLimit());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (open > MOST) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest && ++open > MOST) {
            ReferenceCountUtil.release(message);
            context.close();
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            // Once it was sent, on the event loop. A connection that is to be closed stays over its limit.
            context.write(message, promise.unvoid().addListener(sent -> open -= open > MOST ? 0 : 1));
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
