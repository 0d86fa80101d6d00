package io.resforge.support.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.resforge.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConnectionLimitTest {

    /** Of HTTP/2: eight bytes that are to be sent back. */
    private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofHours(1);

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final ConnectionLimit limit = new ConnectionLimit();
    private volatile Optional<SslContext> tls = Optional.empty();
    private volatile boolean http1;
    private int port;
    private int before;

    @BeforeEach
    void listen() {
        before = ConnectionLimit.open();
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                        if (http1) {
                            channel.pipeline().addLast(new HttpRequestDecoder(), new ChannelInboundHandlerAdapter());
                        }
                        limit.postInitializeServerChildChannel(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    @AfterEach
    void stop() {
        ConnectionLimit.limit(Integer.MAX_VALUE);
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void endsOneWhoseFramesAreForNoCallBehindTls() throws IOException {
        SSLSocketFactory client = speakTls();
        try (Socket attacker = client.createSocket(InetAddress.getLoopbackAddress(), port)) {
            endsFlood(attacker);
        }
    }

    @Test
    void guardsHttp1BehindTls() throws IOException {
        http1 = true;
        SSLSocketFactory client = speakTls();
        String twoHosts = "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n";
        assertThat(answer(client, twoHosts)).startsWith("HTTP/1.1 400 ").contains("was set 2 times");
        assertThat(answer(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2 * Http1Guard.MOST)))
                .isEmpty();
    }

    /** What comes until the server closes; a connection that stays open is a failure. */
    private String answer(SSLSocketFactory client, String requests) throws IOException {
        try (Socket socket = client.createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Has the server speak TLS; what its clients connect with. */
    private SSLSocketFactory speakTls() throws IOException {
        TestCa ca = new TestCa("ours");
        TestCa.Issued own = ca.issue("server", "localhost");
        tls = Optional.of(SslContextBuilder.forServer(pem(own.certificate()), pem(own.key()))
                .build());
        return TestCa.client(Optional.empty(), ca).getSocketFactory();
    }

    private static InputStream pem(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void endsAConnectionWhoseFramesAreForNoCall() throws IOException {
        try (Socket attacker = connect(1)) {
            endsFlood(attacker);
        }
    }

    private static void endsFlood(Socket attacker) throws IOException {
        OutputStream out = attacker.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] pings = new byte[100 * PING.length];
        for (int at = 0; at < pings.length; at++) {
            pings[at] = PING[at % PING.length];
        }
        assertThatThrownBy(() -> {
                    for (int times = 0; times < 100_000; times++) {
                        out.write(pings);
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void theOneThatHasBeenIdleLongestMakesRoom() throws IOException {
        ConnectionLimit.limit(2);
        try (Socket busy = connect(1);
                Socket idle = connect(2)) {
            // Given
            ConnectionLimit.begun(local(busy), remote(busy));
            // When
            try (Socket next = connect(2)) {
                // Then
                assertThat(isClosed(idle)).isTrue();
                ConnectionLimit.begun(local(next), remote(next));
                ConnectionLimit.ended(local(busy), remote(busy));
                try (Socket last = connect(2)) {
                    assertThat(isClosed(busy)).isTrue();
                    assertThat(isOpen(next)).isTrue();
                    assertThat(isOpen(last)).isTrue();
                }
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> ConnectionLimit.open() == before);
    }

    @Test
    void oneMoreIsClosedWhereAllAreBusy() throws IOException {
        ConnectionLimit.limit(1);
        try (Socket busy = connect(1)) {
            ConnectionLimit.begun(local(busy), remote(busy));
            try (Socket next = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(isClosed(next)).isTrue();
                assertThat(isOpen(busy)).isTrue();
            }
        }
    }

    @Test
    void closesThoseThatAreInNoRequestForTooLong() throws IOException {
        try (Socket busy = connect(1);
                Socket asked = connect(2);
                Socket silent = connect(3)) {
            ConnectionLimit.begun(local(busy), remote(busy));
            ConnectionLimit.begun(local(asked), remote(asked));
            ConnectionLimit.ended(local(asked), remote(asked));

            ConnectionLimit.closeIdle(port, NONE, LONG);
            assertThat(isClosed(silent)).isTrue();
            assertThat(isOpen(asked)).isTrue();

            ConnectionLimit.closeIdle(port, LONG, NONE);
            assertThat(isClosed(asked)).isTrue();
            assertThat(isOpen(busy)).isTrue();
        }
    }

    private Socket connect(int thenOpen) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(100);
        await().atMost(Duration.ofSeconds(60)).until(() -> ConnectionLimit.open() >= before + thenOpen);
        return socket;
    }

    private static InetSocketAddress local(Socket client) {
        return (InetSocketAddress) client.getRemoteSocketAddress();
    }

    private static InetSocketAddress remote(Socket client) {
        return (InetSocketAddress) client.getLocalSocketAddress();
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        return socket.getInputStream().read() < 0;
    }

    private static boolean isOpen(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        }
    }
}
