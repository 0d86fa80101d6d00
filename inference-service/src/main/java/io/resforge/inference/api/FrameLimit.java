package io.resforge.inference.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Ends a connection of HTTP/2 whose frames are not for calls. Frames cost the server time, and some of them memory that no call's bound
 * counts, while they cost their sender nine bytes. So a connection has credit for them: each call that it begins adds to it, and so does
 * time; what carries a call's bytes is free. A connection of
 * HTTP/1.1 gets a {@link PipelineLimit} instead, that of another protocol is left alone.
 */
final class FrameLimit extends ChannelInboundHandlerAdapter {

    static final int FIRST_CREDIT = 1_000;
    static final int MOST_CREDIT = 20_000;
    static final int CREDIT_A_SECOND = 500;

    /** Frames that a call may need beside its bytes: it is told how far it may send, and is taken back. */
    static final int CREDIT_A_CALL = 16;

    /** A call that is taken back gives back what it added, and costs as much as four frames: it was begun (CVE-2023-44487). */
    static final int COST_OF_RESET = 4;

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
    private static final double SECOND = 1e9;

    /** GOAWAY, by the code ENHANCE_YOUR_CALM (RFC 9113, 7). */
    private static final byte[] CALM = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11};

    private final LongSupplier clock;
    private final byte[] head = new byte[HEAD];
    private int prefaced;
    private int headed;
    private int skip;
    private double credit = FIRST_CREDIT;
    private long lastLook;
    private boolean ended;

    /** @param clock counts nanoseconds */
    FrameLimit(LongSupplier clock) {
        this.clock = clock;
        this.lastLook = clock.getAsLong();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (!(message instanceof ByteBuf bytes) || !isHttp2(bytes)) {
            PipelineLimit.addTo(context.pipeline());
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        } else if (mayGoOn(bytes)) {
            context.fireChannelRead(message);
        } else {
            ended = true;
            ReferenceCountUtil.release(message);
            // From here on, past what would let open calls end first, or wait for a client that reads nothing.
            context.writeAndFlush(Unpooled.wrappedBuffer(CALM));
            context.close();
        }
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
}
