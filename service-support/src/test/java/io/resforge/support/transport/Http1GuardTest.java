package io.resforge.support.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1GuardTest {

    private static final String REQUEST = "GET /q/metrics HTTP/1.1\r\nHost: a\r\n\r\n";

    private EmbeddedChannel connection;

    @BeforeEach
    void connect() {
        connection = new EmbeddedChannel(new HttpRequestDecoder(), new ChannelInboundHandlerAdapter());
        Http1Guard.addTo(connection.pipeline());
    }

    private void ask(int requests) {
        connection.writeInbound(Unpooled.copiedBuffer(REQUEST.repeat(requests), StandardCharsets.US_ASCII));
    }

    private void write(HttpResponseStatus status) {
        connection.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    @Test
    void takesSomeRequestsAtOnce() {
        ask(Http1Guard.MOST);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void closesAConnectionWithMoreRequestsThanThatInOnePacket() {
        ask(10_000);
        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.inboundMessages()).hasSizeLessThanOrEqualTo(2 * Http1Guard.MOST);
    }

    @Test
    void takesAnyNumberOneAfterTheOther() {
        for (int i = 0; i < 10 * Http1Guard.MOST; i++) {
            ask(1);
            write(HttpResponseStatus.OK);
            connection.flush();
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void countsAnAnswerThatItsClientHasNotTakenYet() {
        for (int i = 0; i <= Http1Guard.MOST; i++) {
            ask(1);
            write(HttpResponseStatus.OK); // and is never flushed
        }
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void takesNoInterimAnswerForTheFinalOne() {
        ask(Http1Guard.MOST);
        write(HttpResponseStatus.CONTINUE);
        connection.flush();
        ask(1);
        assertThat(connection.isOpen()).isFalse();
    }

    /** Each may be read in two ways, by us and by a proxy before us. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1~~",
                "GET / HTTP/1.1~Host: a~Host: b~~",
                "GET / HTTP/1.1~Host: a~Host: a~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: identity~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: identity~Content-Length: 3~~abc",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked, gzip~~3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: identity~~3~abc~0~~",
                "POST / HTTP/1.0~Host: a~Transfer-Encoding: chunked~~3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 4~~abc",
                "POST / HTTP/1.1~Host: a~Content-Length: +3~~abc",
                "POST / HTTP/1.1~Host: a~Content-Length : 3~~abc",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3;a=\"~\"~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0x3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-3~abc~0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3~abc0~~",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3~abc~0~no colon~~",
                "GET / HTTP/1.1~Host: a~A: b\0~~",
                "GET / HTTP/1.1~Host: a~\"\u00e4\": b\0~~"
            })
    void refusesWhatAProxyMayReadInAnotherWay(String request) {
        say(request);
        assertRefused("400");
    }

    @Test
    void refusesAnotherVersionAndWhatIsTooLong() {
        say("GET / HTTP/9.9~Host: a~~");
        assertRefused("505");
        connect();
        say("GET /" + "a".repeat(5_000) + " HTTP/1.1~Host: a~~");
        assertRefused("414");
        connect();
        say("GET / HTTP/1.1~Host: a~A: " + "b".repeat(9_000) + "~~");
        assertRefused("431");
        connect();
        say("GET / HTTP/1.1~Host: a~" + "A: b~".repeat(9_000) + "~");
        assertRefused("431");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0~~",
                "GET / HTTP/1.1~Host: a~~",
                "POST / HTTP/1.1~Host: a~Content-Length: 3~~abc",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: Chunked~~3;a=b~abc~0~A: b~~"
            })
    void takesWhatCanBeReadInOneWay(String request) {
        say(request);
        ByteBuf refusal = connection.readOutbound();
        assertThat(refusal == null ? "" : refusal.toString(StandardCharsets.US_ASCII))
                .isEmpty();
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.inboundMessages()).isNotEmpty();
    }

    /** An answer would be taken for that of the request before. */
    @Test
    void closesWithoutAWordWhereAnotherAnswerIsWaitedFor() {
        ask(1);
        say("GET / HTTP/9.9~Host: a~~");
        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.<ByteBuf>readOutbound()).isNull();
    }

    private void say(String request) {
        connection.writeInbound(Unpooled.copiedBuffer(request.replace("~", "\r\n"), StandardCharsets.ISO_8859_1));
    }

    private void assertRefused(String status) {
        ByteBuf answer = connection.readOutbound();
        assertThat(answer).isNotNull();
        assertThat(answer.toString(StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("Connection: close")
                .matches("(?s).*\\{\"error\":\"[ -~]+\",\"status\":\"INVALID_ARGUMENT\"}");
        assertThat(connection.isOpen()).isFalse();
        answer.release();
        connection.releaseInbound();
    }

    @Test
    void leavesOtherProtocolsAlone() {
        EmbeddedChannel other = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        assertThat(Http1Guard.isFor(other.pipeline())).isFalse();
    }
}
