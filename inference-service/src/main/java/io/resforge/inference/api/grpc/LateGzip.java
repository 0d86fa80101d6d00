package io.resforge.inference.api.grpc;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Opens a compressed message where it is read. gRPC's own opens it before, and by bytes that are no gzip the call ends as {@code UNKNOWN},
 * with a stack trace in the log.
 */
final class LateGzip implements Decompressor {

    /** What the server decompresses; clients are told so. */
    static final DecompressorRegistry REGISTRY = DecompressorRegistry.emptyInstance()
            .with(Codec.Identity.NONE, false)
            .with(new LateGzip(), true);

    private LateGzip() {}

    @Override
    public String getMessageEncoding() {
        return "gzip";
    }

    @Override
    public InputStream decompress(InputStream wire) {
        return new Message(wire);
    }

    /** Of one message. */
    private static final class Message extends InputStream {

        private final InputStream wire;
        private InputStream plain;

        Message(InputStream wire) {
            this.wire = wire;
        }

        @Override
        public int read() throws IOException {
            return plain().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return plain().read(into, offset, length);
        }

        private InputStream plain() throws IOException {
            if (plain == null) {
                plain = new GZIPInputStream(wire);
            }
            return plain;
        }

        @Override
        public void close() throws IOException {
            (plain == null ? wire : plain).close();
        }
    }
}
