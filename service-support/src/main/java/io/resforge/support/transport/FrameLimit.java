package io.resforge.support.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Ends a connection of HTTP/2 whose frames are not for calls. Frames cost the server time, and some of them memory that no call's bound
 * counts, while they cost their sender nine bytes. So a connection has credit for them: each call that it begins adds to it, and so does
 * time; what carries a call's bytes is free. It also bounds the streams that are open, of each connection and of all: of more than that,
 * each is answered with REFUSED_STREAM before anything is made of it, and may be sent again. A connection of HTTP/1.1 gets a
 * {@link Http1Guard} instead, that of another protocol is left alone. Where the connection speaks TLS, it stands behind what decrypts, and a
 * {@link RecordLimit} before it.
 */
public final class FrameLimit extends ChannelDuplexHandler {

    /** Streams of a connection that are open. Netty itself refuses none before its client says that it has read the settings. */
    public static final int MOST_STREAMS = 1_000;

    /** Streams that a connection may have even if all connections together have too many. */
    static final int FEW_STREAMS = 32;

    static final int FIRST_CREDIT = 1_000;
    static final int MOST_CREDIT = 20_000;
    static final int CREDIT_A_SECOND = 500;

    /** Frames that a call may need beside its bytes: it is told how far it may send, and is taken back. */
    static final int CREDIT_A_CALL = 16;

    /** A client says once in so many bytes of answers, or less often, how many more it takes. */
    static final int BYTES_A_FRAME = 4 << 10;

    /** A call that is taken back gives back what it added, and costs as much as four frames: it was begun (CVE-2023-44487). */
    static final int COST_OF_RESET = 4;

    /** A stream that we break off for what HTTP/2 forbids gives back what it added, and costs more: it was an exception. */
    static final int COST_OF_FAULT = 100;

    private static final int RESET_COST = CREDIT_A_CALL + COST_OF_RESET;

    /** Of nothing a message has no need, and each is kept until it ends. */
    private static final int EMPTY_COST = 100;

    /** A frame of so many of a message's bytes is free. */
    private static final int FULL = 128;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int HEAD = 9;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int END_OF_STREAM = 1;
    private static final int RESET_BYTES = 13;

    /** RFC 9113, 7: breaking off is no fault of the client's by these codes. */
    private static final int NO_ERROR = 0;

    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final double SECOND = 1e9;

    /** GOAWAY, by the code ENHANCE_YOUR_CALM (RFC 9113, 7). */
    private static final byte[] CALM = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11};

    private final LongSupplier clock;
    private final StreamCount streams;
    private final boolean decrypted;
    private Http2Connection connection;
    private final byte[] head = new byte[HEAD];
    private int prefaced;
    private int headed;
    private int skip;
    private double credit = FIRST_CREDIT;
    private long lastLook;
    private boolean ended;

    /**
     * @param clock counts nanoseconds
     * @param streams of all connections
     */
    FrameLimit(LongSupplier clock, StreamCount streams) {
        this(clock, streams, false);
    }

    private FrameLimit(LongSupplier clock, StreamCount streams, boolean decrypted) {
        this.clock = clock;
        this.streams = streams;
        this.decrypted = decrypted;
        this.lastLook = clock.getAsLong();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (!decrypted && context.pipeline().get(SslHandler.class) != null) {
            String tls = context.pipeline().context(SslHandler.class).name();
            RecordLimit records = new RecordLimit(clock);
            context.pipeline()
                    .addBefore(tls, null, records)
                    .addAfter(tls, null, new FrameLimit(clock, streams, true))
                    .addAfter(tls, null, records.behind())
                    .remove(this);
            context.fireChannelRead(message);
        } else if (Http1Guard.isFor(context.pipeline())) { // whatever its first bytes say
            Http1Guard.addTo(context.pipeline());
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        } else if (!(message instanceof ByteBuf bytes) || !isHttp2(bytes)) {
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        } else if (mayGoOn(bytes)) {
            limitStreams(context);
            context.fireChannelRead(message);
        } else {
            ended = true;
            ReferenceCountUtil.release(message);
            // From here on, past what would let open calls end first, or wait for a client that reads nothing.
            context.writeAndFlush(Unpooled.wrappedBuffer(CALM));
            // With TLS the end is said to the client first: nothing more is to be decrypted meanwhile.
            context.channel().config().setAutoRead(false);
            context.close();
        }
    }

    /** Anew each time: Netty sets its own limit once the client has said that it knows it. */
    private void limitStreams(ChannelHandlerContext context) {
        if (connection == null) {
            Http2ConnectionHandler handler = context.pipeline().get(Http2ConnectionHandler.class);
            if (handler == null) {
                return; // HTTP's server adds it by the first bytes
            }
            connection = handler.connection();
            streams.countThoseOf(connection, context.channel().eventLoop());
        }
        connection.remote().maxActiveStreams(streams.areTooMany() ? FEW_STREAMS : MOST_STREAMS);
    }

    /** What breaks a stream off is written by itself; a connection whose streams are at fault is ended when it sends more. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf frame && isFault(frame)) {
            credit -= CREDIT_A_CALL + COST_OF_FAULT;
        } else if (message instanceof ByteBuf bytes) {
            credit = Math.min(MOST_CREDIT, credit + bytes.readableBytes() / (double) BYTES_A_FRAME);
        }
        context.write(message, promise);
    }

    private static boolean isFault(ByteBuf frame) {
        int at = frame.readerIndex();
        if (frame.readableBytes() != RESET_BYTES || frame.getByte(at + TYPE) != RST_STREAM) {
            return false;
        }
        int code = frame.getInt(at + HEAD);
        return code != NO_ERROR && code != REFUSED_STREAM && code != CANCEL;
    }

    private boolean isHttp2(ByteBuf bytes) {
        for (int at = bytes.readerIndex(); at < bytes.writerIndex() && prefaced < PREFACE.length; at++) {
            if (bytes.getByte(at) != PREFACE[prefaced]) {
                return false;
            }
            prefaced++;
            skip = at + 1 - bytes.readerIndex(); // of the preface there is nothing to count
        }
        return true;
    }

    private boolean mayGoOn(ByteBuf bytes) {
        long now = clock.getAsLong();
        credit = Math.min(MOST_CREDIT, credit + CREDIT_A_SECOND * (now - lastLook) / SECOND);
        lastLook = now;
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && credit >= 0) {
            if (skip > 0) {
                int some = Math.min(skip, bytes.writerIndex() - at);
                skip -= some;
                at += some;
            } else {
                head[headed++] = bytes.getByte(at++);
                if (headed == HEAD) {
                    headed = 0;
                    count();
                }
            }
        }
        return credit >= 0;
    }

    private void count() {
        int length = (head[0] & 0xFF) << 16 | (head[1] & 0xFF) << 8 | head[2] & 0xFF;
        skip = length;
        switch (head[TYPE]) {
            case HEADERS -> credit = Math.min(MOST_CREDIT, credit + CREDIT_A_CALL);
            case RST_STREAM -> credit -= RESET_COST;
            case DATA -> credit -= costOfData(length);
            default -> credit--;
        }
    }

    private int costOfData(int length) {
        boolean last = (head[FLAGS] & END_OF_STREAM) != 0;
        if (length >= FULL) {
            return 0;
        }
        return length == 0 && !last ? EMPTY_COST : 1;
    }

    /** Counts the streams that are open over several connections. */
    static final class StreamCount {

        /** What a call is made of before its handler is asked, about: 2.4 KB were seen, and a request's head may be as large. */
        private static final int BYTES_A_STREAM = 4 << 10;

        /** The part of the heap that they may take. */
        private static final int PART = 10;

        private static final int LEAST = 2_000;

        private final AtomicInteger open = new AtomicInteger();
        private final int most;

        /** @param most that are open before each connection may have few only */
        StreamCount(int most) {
            this.most = most;
        }

        /** For a heap of so many bytes at most. */
        static StreamCount within(long heapBytes) {
            return new StreamCount(Math.clamp(heapBytes / PART / BYTES_A_STREAM, LEAST, Integer.MAX_VALUE));
        }

        int open() {
            return open.get();
        }

        private boolean areTooMany() {
            return open.get() >= most;
        }

        /** @param loop runs what a call's handler is to do; what of it waits when a stream ends is held until it is its turn */
        private void countThoseOf(Http2Connection connection, EventLoop loop) {
            open.addAndGet(connection.numActiveStreams());
            connection.addListener(new Http2ConnectionAdapter() {
                @Override
                public void onStreamActive(Http2Stream stream) {
                    open.incrementAndGet();
                }

                @Override
                public void onStreamClosed(Http2Stream stream) {
                    if (loop.isShuttingDown()) {
                        open.decrementAndGet();
                    } else {
                        loop.execute(open::decrementAndGet);
                    }
                }
            });
        }
    }
}
