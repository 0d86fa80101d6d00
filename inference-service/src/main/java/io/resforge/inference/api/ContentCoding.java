package io.resforge.inference.api;

import io.resforge.inference.batching.RequestBudget.Reservation;
import io.resforge.inference.classify.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** How HTTP bodies may be compressed (RFC 9110, 8.4.1). */
public enum ContentCoding {
    IDENTITY,
    GZIP,
    /** The format of zlib; or, as some clients send by this name, what it wraps. */
    DEFLATE;

    /** A body is compressed in another way, or in several. */
    public static final class Unknown extends RuntimeException {

        public Unknown() {
            super("Content-Encoding: must be gzip, deflate or identity", null, false, false);
        }
    }

    private static final int ZLIB_HEADER = 2;
    private static final int ZLIB_METHOD_MASK = 0x0f;
    private static final int ZLIB_METHOD = 8;
    private static final int ZLIB_CHECK = 31;

    /** The coding of a header's value, which may be null; empty if it is unknown, or several. */
    public static Optional<ContentCoding> of(String header) {
        return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "deflate" -> Optional.of(DEFLATE);
            default -> Optional.empty();
        };
    }

    /**
     * Decompresses a body within {@code held} and {@code most} bytes.
     *
     * @throws BodyBytes.TooLarge if it holds more
     * @throws InvalidRequest if it is not in this coding
     */
    public byte[] decode(byte[] body, Reservation held, long most) {
        if (this == IDENTITY) {
            return body;
        }
        Inflater raw = isZlib(body) ? new Inflater() : new Inflater(true);
        try (InputStream stream = open(body, raw)) {
            return BodyBytes.read(stream, held, most);
        } catch (IOException e) {
            throw new InvalidRequest(
                    "body",
                    "is not " + name().toLowerCase(Locale.ROOT) + ", as the header Content-Encoding says: "
                            + e.getMessage());
        } finally {
            raw.end();
        }
    }

    private InputStream open(byte[] body, Inflater inflater) throws IOException {
        InputStream stream = new ByteArrayInputStream(body);
        return this == GZIP ? new GZIPInputStream(stream) : new InflaterInputStream(stream, inflater);
    }

    private static boolean isZlib(byte[] body) {
        return body.length >= ZLIB_HEADER
                && (body[0] & ZLIB_METHOD_MASK) == ZLIB_METHOD
                && ((body[0] & 0xff) << Byte.SIZE | body[1] & 0xff) % ZLIB_CHECK == 0;
    }
}
