package io.resforge.inference.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineLimitTest {

    private static final String REQUEST = "GET /q/metrics HTTP/1.1\r\nHost: a\r\n\r\n";

    private EmbeddedChannel connection;

    @BeforeEach
    void connect() {
        connection = new EmbeddedChannel(new HttpRequestDecoder(), new ChannelInboundHandlerAdapter());
        PipelineLimit.addTo(connection.pipeline());
    }

    private void ask(int requests) {
        connection.writeInbound(Unpooled.copiedBuffer(REQUEST.repeat(requests), StandardCharsets.US_ASCII));
    }

    private void write(HttpResponseStatus status) {
        connection.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    @Test
    void takesSomeRequestsAtOnce() {
        ask(PipelineLimit.MOST);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void closesAConnectionWithMoreRequestsThanThatInOnePacket() {
        ask(10_000);
        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.inboundMessages()).hasSizeLessThanOrEqualTo(2 * PipelineLimit.MOST);
    }

    @Test
    void takesAnyNumberOneAfterTheOther() {
        for (int i = 0; i < 10 * PipelineLimit.MOST; i++) {
            ask(1);
            write(HttpResponseStatus.OK);
            connection.flush();
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void countsAnAnswerThatItsClientHasNotTakenYet() {
        for (int i = 0; i <= PipelineLimit.MOST; i++) {
            ask(1);
            write(HttpResponseStatus.OK); // and is never flushed
        }
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void takesNoInterimAnswerForTheFinalOne() {
        ask(PipelineLimit.MOST);
        write(HttpResponseStatus.CONTINUE);
        connection.flush();
        ask(1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void leavesOtherProtocolsAlone() {
        EmbeddedChannel other = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        PipelineLimit.addTo(other.pipeline());
        assertThat(other.pipeline().get(PipelineLimit.class)).isNull();
    }
}
