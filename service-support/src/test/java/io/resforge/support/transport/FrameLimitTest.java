package io.resforge.support.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Settings;
import io.resforge.support.transport.FrameLimit.StreamCount;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames of a connection, by a clock that stands. */
class FrameLimitTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final long SECOND = 1_000_000_000L;

    private long now = 1;
    private final StreamCount streams = new StreamCount(1_500);
    private final EmbeddedChannel connection = new EmbeddedChannel(new FrameLimit(() -> now, streams));
    private final List<EmbeddedChannel> servers = new ArrayList<>();

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
        servers.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    /** Nor says that it knows them: Netty would take any number. */
    @Test
    void refusesStreamsOfAClientThatReadsNoSettings() {
        EmbeddedChannel server = server();
        call(server, 0, FrameLimit.MOST_STREAMS);
        assertThat(streams.open()).isEqualTo(FrameLimit.MOST_STREAMS);
        assertThat(refused(server)).isZero();
        call(server, FrameLimit.MOST_STREAMS, 200);
        assertThat(streams.open()).isEqualTo(FrameLimit.MOST_STREAMS);
        assertThat(refused(server)).isEqualTo(200);
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void leavesEachConnectionAFewStreamsOnceAllHaveTooManyAndManyOnceTheyHaveNot() {
        // Given
        EmbeddedChannel greedy = server();
        EmbeddedChannel other = server();
        call(greedy, 0, 1_000);
        call(other, 0, 500);
        // When
        EmbeddedChannel late = server();
        call(late, 0, 40);
        // Then
        assertThat(refused(late)).isEqualTo(40 - FrameLimit.FEW_STREAMS);
        assertThat(streams.open()).isEqualTo(1_500 + FrameLimit.FEW_STREAMS);
        // When
        greedy.close();
        greedy.runPendingTasks();
        // Then
        assertThat(streams.open()).isEqualTo(500 + FrameLimit.FEW_STREAMS);
        call(late, 40, 100);
        assertThat(refused(late)).isZero();
    }

    /** What a call's handler is to do waits in the same queue. */
    @Test
    void countsAStreamThatHasEndedUntilWhatWasToBeDoneBeforeIsDone() {
        EmbeddedChannel server = server();
        call(server, 0, 10);
        List<Integer> seen = new ArrayList<>();
        server.eventLoop().execute(() -> seen.add(streams.open()));

        server.writeInbound(Unpooled.wrappedBuffer(frame(RESET, 4)));

        server.runPendingTasks();
        assertThat(seen).containsExactly(10);
        assertThat(streams.open()).isEqualTo(9);
    }

    /** A server of HTTP/2 that answers nothing. */
    private EmbeddedChannel server() {
        EmbeddedChannel server = new EmbeddedChannel(new FrameLimit(() -> now, streams), new Silent());
        servers.add(server);
        server.writeInbound(Unpooled.wrappedBuffer(preface()), Unpooled.wrappedBuffer(frame(SETTINGS, 0, 0)));
        server.releaseOutbound();
        return server;
    }

    /** The smallest head that there is: ":method: GET" alone. */
    private static void call(EmbeddedChannel server, int before, int times) {
        for (int call = before; call < before + times; call++) {
            byte[] frame = frame(HEADERS, 1, 2 * call + 1);
            frame[4] = 5; // the end of the head, and of the stream
            frame[9] = (byte) 0x82;
            server.writeInbound(Unpooled.wrappedBuffer(frame));
        }
    }

    /** Streams that were refused since it was asked last. */
    private static int refused(EmbeddedChannel server) {
        int refused = 0;
        for (ByteBuf frame = server.readOutbound(); frame != null; frame = server.readOutbound()) {
            if (frame.readableBytes() == 13 && frame.getByte(3) == RESET && frame.getInt(9) == 7) {
                refused++;
            }
            frame.release();
        }
        return refused;
    }

    private static final class Silent extends Http2ConnectionHandler {

        Silent() {
            this(new DefaultHttp2Connection(true));
        }

        private Silent(Http2Connection connection) {
            this(connection, new DefaultHttp2ConnectionEncoder(connection, new DefaultHttp2FrameWriter()));
        }

        private Silent(Http2Connection connection, Http2ConnectionEncoder encoder) {
            super(
                    new DefaultHttp2ConnectionDecoder(connection, encoder, new DefaultHttp2FrameReader()),
                    encoder,
                    Http2Settings.defaultSettings().maxConcurrentStreams(FrameLimit.MOST_STREAMS));
            decoder().frameListener(new Http2FrameAdapter());
        }
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

    /** By PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR and STREAM_CLOSED. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void endsAConnectionWhoseCallsWeMustBreakOff(int code) {
        begin();
        breakOff(FrameLimit.FIRST_CREDIT / FrameLimit.COST_OF_FAULT + 1, code);
        send(1, HEADERS, 40);
        assertToldToCalmDown();
    }

    /** NO_ERROR, REFUSED_STREAM and CANCEL are what a server says that is busy, or has answered already. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8})
    void leavesAConnectionWhoseCallsEndEarly(int code) {
        begin();
        breakOff(10_000, code);
        send(1, HEADERS, 40);
        assertThat(connection.isOpen()).isTrue();
    }

    private void breakOff(int calls, int code) {
        for (int call = 0; call < calls; call++) {
            send(1, HEADERS, 40);
            ByteBuf reset = Unpooled.buffer().writeBytes(frame(RESET, 4)).setInt(9, code);
            connection.writeOutbound(reset);
            connection.releaseOutbound();
        }
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

    /** Says for each quarter of the smallest window, of the stream and of the connection, that it may go on. */
    @Test
    void letsAClientReadALongAnswer() {
        begin();
        for (int part = 0; part < 50_000; part++) {
            connection.writeOutbound(Unpooled.wrappedBuffer(frame(DATA, 16_375)));
            connection.releaseOutbound();
            send(2, WINDOW_UPDATE, 4);
        }
        assertThat(connection.isOpen()).isTrue();
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
        return frame(kind, length, 1);
    }

    private static byte[] frame(int kind, int length, int stream) {
        return ByteBuffer.allocate(9 + length)
                .put((byte) 0)
                .putShort((short) length)
                .put((byte) kind)
                .put((byte) 0)
                .putInt(stream)
                .array();
    }
}
