package io.resforge.benchmarks.serving.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A gRPC call by hand, frame by frame (RFC 9113), whose message does not come to its end. */
final class HeldCall implements AutoCloseable {

    static final byte DATA = 0;
    private static final byte HEADERS = 1;
    static final byte RESET = 3;
    static final byte SETTINGS = 4;
    static final byte PING = 6;
    private static final byte GOAWAY = 7;
    static final byte WINDOW_UPDATE = 8;
    private static final int ACKNOWLEDGED = 1;
    private static final int END_OF_HEADERS = 4;
    /** Most bytes of a frame. */
    static final int FRAME = 16_384;

    private static final int FIRST_WINDOW = 65_535;
    private static final int SETTING_BYTES = 6;
    private static final int INITIAL_WINDOW = 4;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private long connectionWindow = FIRST_WINDOW;
    private long streamWindow = FIRST_WINDOW;
    private int initialWindow = FIRST_WINDOW;
    private boolean ended;

    private HeldCall(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
    }

    /**
     * Begins a call and tells the length of its message.
     *
     * @param path such as {@code /package.Service/Method}
     */
    static HeldCall begin(Socket socket, String path, int messageBytes) throws IOException {
        HeldCall call = new HeldCall(socket);
        call.out.write(preface());
        call.out.write(call(path, 1));
        call.data(ByteBuffer.allocate(Integer.BYTES + 1)
                .put((byte) 0)
                .putInt(messageBytes)
                .array());
        return call;
    }

    /** What a connection begins with. */
    static byte[] preface() {
        ByteArrayOutputStream preface = new ByteArrayOutputStream();
        preface.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        preface.writeBytes(bytes(SETTINGS, 0, 0, new byte[0]));
        return preface.toByteArray();
    }

    /** What a call begins with. */
    static byte[] call(String path, int stream) {
        return bytes(HEADERS, END_OF_HEADERS, stream, headers(path));
    }

    /** Begins more calls over the same connection, of which nothing follows. */
    void beginMore(String path, int calls) throws IOException {
        for (int call = 1; call <= calls; call++) {
            out.write(call(path, 1 + 2 * call));
        }
    }

    /** The headers of a call. */
    static byte[] headers(String path) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        literal(headers, ":method", "POST");
        literal(headers, ":scheme", "http");
        literal(headers, ":path", path);
        literal(headers, ":authority", "localhost");
        literal(headers, "content-type", "application/grpc");
        literal(headers, "te", "trailers");
        return headers.toByteArray();
    }

    /**
     * Sends bytes of the message as fast as the server takes them; returns how many it took before it ended the call or took no more.
     *
     * @param frame most bytes of each frame
     */
    int send(int bytes, int frame) throws IOException {
        int sent = 0;
        while (sent < bytes && !ended) {
            int most = (int) Math.min(Math.min(frame, bytes - sent), Math.min(connectionWindow, streamWindow));
            if (most > 0) {
                data(new byte[most]);
                sent += most;
            } else if (!read()) {
                return sent;
            }
            while (!ended && in.available() > 0) {
                read();
            }
        }
        return sent;
    }

    private void data(byte[] bytes) throws IOException {
        frame(DATA, 0, 1, bytes);
        connectionWindow -= bytes.length;
        streamWindow -= bytes.length;
    }

    /** Reads a frame; false if none comes within the socket's timeout. */
    private boolean read() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            byte type = in.readByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] content = in.readNBytes(length);
            take(type, flags, stream, ByteBuffer.wrap(content));
            return true;
        } catch (IOException e) {
            ended = true;
            return false;
        }
    }

    private void take(byte type, int flags, int stream, ByteBuffer content) throws IOException {
        switch (type) {
            case SETTINGS -> {
                if ((flags & ACKNOWLEDGED) == 0) {
                    settings(content);
                    frame(SETTINGS, ACKNOWLEDGED, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACKNOWLEDGED) == 0) {
                    frame(PING, ACKNOWLEDGED, 0, content.array());
                }
            }
            case WINDOW_UPDATE -> {
                if (stream == 0) {
                    connectionWindow += content.getInt();
                } else {
                    streamWindow += content.getInt();
                }
            }
            case HEADERS, RESET, GOAWAY -> ended = true;
            default -> {
                // nothing else changes what may be sent
            }
        }
    }

    private void settings(ByteBuffer content) {
        while (content.remaining() >= SETTING_BYTES) {
            int setting = content.getShort();
            int value = content.getInt();
            if (setting == INITIAL_WINDOW) {
                streamWindow += value - initialWindow;
                initialWindow = value;
            }
        }
    }

    private void frame(byte type, int flags, int stream, byte[] content) throws IOException {
        out.write(bytes(type, flags, stream, content));
    }

    /** A frame. */
    static byte[] bytes(byte type, int flags, int stream, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(9 + content.length);
        frame.put((byte) (content.length >> 16)).putShort((short) content.length);
        frame.put(type).put((byte) flags).putInt(stream).put(content);
        return frame.array();
    }

    /** A header that is not to be indexed (RFC 7541, 6.2.2). */
    static void literal(ByteArrayOutputStream headers, String name, String value) {
        headers.write(0);
        for (String text : new String[] {name, value}) {
            headers.write(text.length());
            headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
