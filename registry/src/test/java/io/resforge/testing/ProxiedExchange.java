package io.resforge.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** One request at a time of one connection, and its answer. */
final class ProxiedExchange {

    private static final int LONGEST_LINE = 1 << 16;

    private final Socket client;
    private final URI server;
    private List<String> head = List.of();

    ProxiedExchange(Socket client, URI server) {
        this.client = client;
        this.server = server;
    }

    /** Reads the next request's first line and headers; false if there is none. */
    boolean readHead() throws IOException {
        head = readHead(client.getInputStream());
        return !head.isEmpty();
    }

    List<String> head() {
        return head;
    }

    /** Whether a pattern is found in the first line or in a header. */
    boolean mentions(Pattern part) {
        return head.stream().anyMatch(line -> part.matcher(line).find());
    }

    /** Does what the client asked for, with a fault or without: null. */
    void carryOut(Fault fault) throws IOException {
        switch (fault) {
            case null -> answer(forward(head), Long.MAX_VALUE, 0);
            case Fault.Silence s -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
            case Fault.Deafness d -> hold();
            case Fault.Trickle(long pause) -> answer(forward(head), Long.MAX_VALUE, pause);
            case Fault.Reset r -> {
                body(head, client.getInputStream());
                reset();
            }
            case Fault.LostAnswer l -> {
                forward(head);
                reset();
            }
            case Fault.ResetInBody(int bytes) -> {
                answer(forward(head), bytes, 0);
                reset();
            }
            case Fault.Truncation(int bytes) -> {
                answer(forward(head), bytes, 0);
                client.close();
            }
            case Fault.Answer(int status, byte[] content) -> {
                body(head, client.getInputStream());
                String line = "HTTP/1.1 " + status + " Faulty\r\nContent-Length: " + content.length + "\r\n\r\n";
                client.getOutputStream().write(line.getBytes(StandardCharsets.ISO_8859_1));
                client.getOutputStream().write(content);
            }
            case Fault.Meanwhile(Runnable action, Fault then) -> {
                action.run();
                carryOut(then);
            }
            case Fault.WithoutHeader(String name) ->
                answer(forward(head.stream().filter(line -> !isOf(name, line)).toList()), Long.MAX_VALUE, 0);
        }
    }

    private record Response(List<String> head, byte[] body) {}

    /** Lets the server answer. The whole answer is read: tests' objects are small. */
    private Response forward(List<String> request) throws IOException {
        byte[] content = body(request, client.getInputStream());
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            List<String> lines = new ArrayList<>(request);
            lines.removeIf(line -> isOf("Connection", line));
            lines.add("Connection: close");
            upstream.getOutputStream().write(bytes(lines));
            upstream.getOutputStream().write(content);
            upstream.getOutputStream().flush();
            InputStream answer = upstream.getInputStream();
            List<String> answered = readHead(answer);
            boolean bodiless = request.getFirst().startsWith("HEAD ");
            return new Response(answered, bodiless ? new byte[0] : answered(answered, answer));
        }
    }

    private void answer(Response response, long most, long pauseMillis) throws IOException {
        List<String> lines = new ArrayList<>(response.head());
        lines.removeIf(line -> isOf("Connection", line) || isOf("Transfer-Encoding", line));
        if (lines.stream().noneMatch(line -> isOf("Content-Length", line))
                && !head.getFirst().startsWith("HEAD ")) {
            lines.add("Content-Length: " + response.body().length);
        }
        OutputStream out = client.getOutputStream();
        out.write(bytes(lines));
        int end = (int) Math.min(most, response.body().length);
        if (pauseMillis == 0) {
            out.write(response.body(), 0, end);
        }
        for (int i = 0; i < end && pauseMillis > 0; i++) {
            out.write(response.body(), i, 1);
            out.flush();
            LockSupport.parkNanos(pauseMillis * 1_000_000);
        }
        out.flush();
    }

    /** Reads no more, until the proxy is closed. */
    private void hold() {
        while (!client.isClosed()) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    private void reset() throws IOException {
        client.setSoLinger(true, 0); // a reset in place of an orderly end
        client.close();
    }

    private static byte[] answered(List<String> head, InputStream in) throws IOException {
        boolean toTheEnd = value("Content-Length", head) == null && value("Transfer-Encoding", head) == null;
        return toTheEnd ? in.readAllBytes() : body(head, in);
    }

    private static byte[] body(List<String> head, InputStream in) throws IOException {
        String length = value("Content-Length", head);
        if (length != null) {
            return in.readNBytes(Integer.parseInt(length));
        }
        return "chunked".equalsIgnoreCase(value("Transfer-Encoding", head)) ? chunks(in) : new byte[0];
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(line(in).strip(), 16);
            all.write(in.readNBytes(size));
            line(in);
        } while (size > 0);
        return all.toByteArray();
    }

    private static List<String> readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String value(String name, List<String> head) {
        return head.stream()
                .filter(line -> isOf(name, line))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(String name, String line) {
        return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
    }
}
