package io.resforge.inference.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frames of a connection, by a clock that stands. */
class FrameLimitTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final long SECOND = 1_000_000_000L;

    private long now = 1;
    private final EmbeddedChannel connection = new EmbeddedChannel(new FrameLimit(() -> now));

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
    }

    /** The kinds: PRIORITY, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION, one that there is not. */
    @ParameterizedTest
    @CsvSource({"2, 5", "4, 0", "6, 8", "8, 4", "9, 0", "99, 0", "0, 1"})
    void endsAConnectionOfFramesThatAreForNoCall(int kind, int length) {
        begin();
        send(FrameLimit.FIRST_CREDIT, kind, length);
        assertThat(connection.isOpen()).isTrue();
        send(1, kind, length);
        assertToldToCalmDown();
    }

    @Test
    void endsAConnectionOfEmptyDataSoon() {
        begin();
        send(11, DATA, 0);
        assertToldToCalmDown();
    }

    @Test
    void endsAConnectionWhoseCallsAreAllTakenBack() {
        begin();
        for (int call = 0; call <= FrameLimit.FIRST_CREDIT / FrameLimit.COST_OF_RESET; call++) {
            assertThat(connection.isOpen()).isTrue();
            send(1, HEADERS, 40);
            send(1, RESET, 4);
        }
        assertToldToCalmDown();
    }

    @Test
    void letsCallsTheirFramesHoweverMany() {
        begin();
        for (int call = 0; call < 100_000; call++) {
            send(1, HEADERS, 40);
            send(1, DATA, 5);
            send(3, WINDOW_UPDATE, 4);
        }
        for (int frame = 0; frame < 100_000; frame++) {
            send(1, DATA, 200);
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void keepsNoMoreCreditOfManyCallsThanItMay() {
        begin();
        send(100_000, HEADERS, 40);
        send(FrameLimit.MOST_CREDIT, PING, 8);
        assertThat(connection.isOpen()).isTrue();
        send(1, PING, 8);
        assertToldToCalmDown();
    }

    @Test
    void givesNewCreditAsTimePasses() {
        begin();
        send(FrameLimit.FIRST_CREDIT, PING, 8);
        now += SECOND;
        send(FrameLimit.CREDIT_A_SECOND, PING, 8);
        assertThat(connection.isOpen()).isTrue();
        send(1, PING, 8);
        assertToldToCalmDown();
    }

    @Test
    void readsFramesWhereverTheyAreCut() {
        ByteBuf parts = Unpooled.buffer();
        parts.writeBytes(preface()).writeBytes(frame(DATA, 1_000));
        for (int ping = 0; ping <= FrameLimit.FIRST_CREDIT; ping++) {
            assertThat(connection.isOpen()).isTrue();
            parts.writeBytes(frame(PING, 8));
            while (connection.isOpen() && parts.readableBytes() >= 7) {
                connection.writeInbound(parts.readBytes(7));
            }
        }
        if (connection.isOpen()) {
            connection.writeInbound(parts);
        }
        assertToldToCalmDown();
    }

    @Test
    void leavesOtherProtocolsAlone() {
        ByteBuf request = Unpooled.copiedBuffer("PRICES are no preface", StandardCharsets.US_ASCII);
        connection.writeInbound(request);
        assertThat(connection.<ByteBuf>readInbound()).isSameAs(request);
        assertThat(connection.pipeline().get(FrameLimit.class)).isNull();
    }

    private void begin() {
        connection.writeInbound(Unpooled.wrappedBuffer(preface()));
    }

    private void send(int times, int kind, int length) {
        for (int time = 0; time < times; time++) {
            connection.writeInbound(Unpooled.wrappedBuffer(frame(kind, length)));
        }
        connection.releaseInbound();
    }

    private void assertToldToCalmDown() {
        ByteBuf goAway = connection.readOutbound();
        assertThat(goAway.getByte(3)).isEqualTo((byte) 7);
        assertThat(goAway.getInt(13)).isEqualTo(11);
        assertThat(connection.isOpen()).isFalse();
        goAway.release();
    }

    private static byte[] preface() {
        return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] frame(int kind, int length) {
        return ByteBuffer.allocate(9 + length)
                .put((byte) 0)
                .putShort((short) length)
                .put((byte) kind)
                .put((byte) 0)
                .putInt(1)
                .array();
    }
}
