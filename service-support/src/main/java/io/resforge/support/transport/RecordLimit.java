package io.resforge.support.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.LongSupplier;

/**
 * Ends a connection with TLS whose records carry nothing. A client of TLS 1.3 may ask for new keys as often as it likes (KeyUpdate), with 27
 * bytes; the server computes them, and keeps an answer to each until the client reads it. Records are told apart by what comes of them, since
 * their kind is encrypted: they are handed on one by one, and one of which no byte is decrypted costs credit. A handshake needs some ten.
 */
final class RecordLimit extends ChannelInboundHandlerAdapter {

    static final int MOST_CREDIT = 100;
    static final int CREDIT_A_SECOND = 10;

    /** Type, version and length. */
    private static final int HEAD = 5;

    private static final int LENGTH = 3;
    private static final double SECOND = 1e9;

    private final LongSupplier clock;
    private final byte[] head = new byte[HEAD];
    private int headed;
    private int skip;
    private double credit = MOST_CREDIT;
    private long lastLook;
    private boolean decrypted;
    private boolean ended;

    /** @param clock counts nanoseconds */
    RecordLimit(LongSupplier clock) {
        this.clock = clock;
        this.lastLook = clock.getAsLong();
    }

    /** To stand behind what decrypts: tells that something was. */
    ChannelInboundHandlerAdapter behind() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                decrypted = true;
                context.fireChannelRead(message);
            }
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof ByteBuf bytes) {
            try {
                handOn(context, bytes);
            } finally {
                bytes.release();
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    private void handOn(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable() && !ended) {
            int begin = bytes.readerIndex();
            boolean whole = readRecord(bytes);
            context.fireChannelRead(bytes.retainedSlice(begin, bytes.readerIndex() - begin));
            if (whole) {
                count(context);
            }
        }
    }

    /** To the end of the record, or of what has come of it; whether it is whole. */
    private boolean readRecord(ByteBuf bytes) {
        while (headed < HEAD) {
            if (!bytes.isReadable()) {
                return false;
            }
            head[headed++] = bytes.readByte();
            if (headed == HEAD) {
                skip = (head[LENGTH] & 0xFF) << 8 | head[LENGTH + 1] & 0xFF;
            }
        }
        int some = Math.min(skip, bytes.readableBytes());
        bytes.skipBytes(some);
        skip -= some;
        return skip == 0;
    }

    private void count(ChannelHandlerContext context) {
        headed = 0;
        long now = clock.getAsLong();
        credit = Math.min(MOST_CREDIT, credit + CREDIT_A_SECOND * (now - lastLook) / SECOND);
        lastLook = now;
        credit -= decrypted ? 0 : 1;
        decrypted = false;
        if (credit < 0) {
            ended = true;
            context.close(); // from in front of TLS, which would wait for a client that reads nothing
        }
    }
}
