package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.local.ServiceProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A packaged control plane whose ports are called by those that want nothing of it: health and runs are told all through. */
class PortLimitsIT {

    private static final int MOST = 20;

    /** What a client sends at most here; more than the buffers of both sides take. */
    private static final int MOST_BYTES = 64 << 20;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    @RegisterExtension
    static final Spine spine = Spine.withEmptyStore()
            .with(Map.of("RESFORGE_LIMITS_CONNECTIONS", Integer.toString(MOST), "RESFORGE_LIMITS_HEADER_TIME", "2s"));

    private static int grpc;
    private static int http;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        ServiceProcess trainer = spine.startTrainer();
        grpc = trainer.ports().grpc();
        http = trainer.ports().http();
    }

    @AfterEach
    void disconnect() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void answersBehindIdleConnections() throws IOException {
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 10 * MOST; i++) {
            idle.add(open(grpc));
            idle.add(open(http));
        }
        assertAnswers();
        for (Socket socket : idle) {
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100); // ends
        }
    }

    /** Kinds by RFC 9113: PRIORITY, RST_STREAM, SETTINGS, WINDOW_UPDATE and one that it does not have. */
    @ParameterizedTest
    @CsvSource({"2, 5", "3, 4", "4, 0", "8, 4", "99, 20"})
    void cutsOffFramesThatAreForNoCall(int kind, int length) throws IOException {
        Socket attacker = open(grpc);
        OutputStream out = attacker.getOutputStream();
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        out.write(SETTINGS); // without these gRPC itself would end it
        byte[] frame = ByteBuffer.allocate(9 + length)
                .put((byte) 0)
                .putShort((short) length)
                .put((byte) kind)
                .put((byte) 0)
                .putInt(kind == 2 || kind == 3 ? 1 : 0)
                .array();
        assertThat(isCutOff(attacker, frame)).isTrue();
        assertAnswers();
    }

    /** The answers are not read; a server that lets this be would take no more bytes some time, so that the wait for it has an end. */
    private static boolean isCutOff(Socket attacker, byte[] bytes) throws IOException {
        CompletableFuture.delayedExecutor(Until.LONGEST_SECONDS, TimeUnit.SECONDS)
                .execute(() -> {
                    try {
                        attacker.shutdownInput();
                        attacker.close();
                    } catch (IOException e) {
                        // It was closed before.
                    }
                });
        try {
            for (int sent = 0; sent < MOST_BYTES; sent += bytes.length) {
                attacker.getOutputStream().write(bytes);
            }
            return false;
        } catch (IOException cut) {
            return !attacker.isClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /q/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /q/health HTTP/1.1\r\n\r\n",
                "GET /q/health HTTP/3.7\r\nHost: a\r\n\r\n",
                "POST /q/health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /q/health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"
            })
    void refusesHeadsThatMayBeReadInTwoWays(String head) throws IOException {
        Socket socket = open(http);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answer).containsPattern("^HTTP/1.1 (400|505) ");
        assertAnswers();
    }

    @Test
    void closesAConnectionWithTooManyRequestsUnderWay() throws IOException {
        Socket socket = open(http);
        String many = "GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000);
        assertThat(isCutOff(socket, many.getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertAnswers();
    }

    private Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("localhost"), port);
        socket.setSoTimeout(Until.LONGEST_SECONDS * 1_000);
        sockets.add(socket);
        return socket;
    }

    private void assertAnswers() throws IOException {
        Socket probe = open(http);
        probe.getOutputStream()
                .write("GET /q/health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(probe.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 200 ");
        assertThat(spine.client().runs().list(1)).isNotNull();
    }
}
