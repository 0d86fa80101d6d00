package io.resforge.support.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordLimitTest {

    private static final long SECOND = 1_000_000_000;
    private static final int KEY_UPDATE = 22;
    private static final int DATA = 300;

    private long now;
    private final RecordLimit limit = new RecordLimit(() -> now);
    private final EmbeddedChannel connection = new EmbeddedChannel(limit, new Decrypting(), limit.behind());

    /** Gets something of long records only, once they are whole, as TLS does. */
    private static final class Decrypting extends ChannelInboundHandlerAdapter {

        private final ByteBuf come = Unpooled.buffer();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            come.writeBytes((ByteBuf) message);
            ReferenceCountUtil.release(message);
            while (come.readableBytes() >= 5 && come.readableBytes() >= 5 + come.getShort(come.readerIndex() + 3)) {
                ByteBuf record = come.readBytes(5 + come.getShort(come.readerIndex() + 3));
                if (record.readableBytes() > 5 + KEY_UPDATE) {
                    context.fireChannelRead(record);
                } else {
                    record.release();
                }
            }
            come.discardReadBytes();
        }
    }

    @AfterEach
    void forget() {
        connection.finishAndReleaseAll();
    }

    @Test
    void endsAConnectionThatAsksForNewKeysAgainAndAgain() {
        send(RecordLimit.MOST_CREDIT, KEY_UPDATE);
        assertThat(connection.isOpen()).isTrue();
        send(1, KEY_UPDATE);
        assertThat(connection.isOpen()).isFalse();
    }

    /** Also where they come in one read with a record of bytes, or between two. */
    @Test
    void countsThemAmongRecordsOfBytes() {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i <= RecordLimit.MOST_CREDIT; i++) {
            all.writeBytes(record(DATA)).writeBytes(record(KEY_UPDATE));
        }
        connection.writeInbound(all);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void letsRecordsOfBytesBeHoweverMany() {
        send(10_000, DATA);
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.inboundMessages()).hasSize(10_000);
    }

    @Test
    void givesCreditAsTimePasses() {
        send(RecordLimit.MOST_CREDIT, KEY_UPDATE);
        now += SECOND;
        send(RecordLimit.CREDIT_A_SECOND, KEY_UPDATE);
        assertThat(connection.isOpen()).isTrue();
        send(1, KEY_UPDATE);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void readsRecordsWhereverTheyAreCut() {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 1_000; i++) {
            all.writeBytes(record(DATA));
        }
        while (all.isReadable()) {
            connection.writeInbound(all.readBytes(Math.min(7, all.readableBytes())));
        }
        all.release();
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.inboundMessages()).hasSize(1_000);
        send(RecordLimit.MOST_CREDIT + 1, KEY_UPDATE);
        assertThat(connection.isOpen()).isFalse();
    }

    private void send(int times, int length) {
        for (int time = 0; time < times; time++) {
            connection.writeInbound(Unpooled.wrappedBuffer(record(length)));
        }
    }

    private static byte[] record(int length) {
        return ByteBuffer.allocate(5 + length)
                .put((byte) 23)
                .putShort((short) 0x0303)
                .putShort((short) length)
                .array();
    }
}
