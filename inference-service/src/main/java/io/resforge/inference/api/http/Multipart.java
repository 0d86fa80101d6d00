package io.resforge.inference.api.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.resforge.inference.classify.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes a form with files apart, in memory: nothing is written to a disk, which may be read-only. */
final class Multipart {

    private static final int MOST_FIELDS = 1_024;
    private static final int LONGEST_HEADER = 8_192;

    private static final int LONGEST_END = 1_024;
    /** As RFC 2046 has it (section 5.1.1). */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private Multipart() {}

    /** A file of the form. */
    record NamedFile(String name, byte[] content) {}

    /**
     * The files of a form, in its order.
     *
     * @param contentType of the request, with the boundary
     * @throws InvalidRequest if it is no form, or has fields that are no files
     */
    static List<NamedFile> files(byte[] body, String contentType) {
        var form = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        String boundary = boundary(contentType);
        // What else the header says has no meaning for a form (RFC 7578), and the decoder fails by a character set that
        // it does not know.
        form.headers().set(HttpHeaderNames.CONTENT_TYPE, "multipart/form-data; boundary=\"" + boundary + "\"");
        requireEnd(body, boundary);
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false), form, StandardCharsets.UTF_8, MOST_FIELDS, LONGEST_HEADER);
            return files(decoder.getBodyHttpDatas());
        } catch (InvalidRequest e) {
            throw e;
        } catch (RuntimeException e) { // besides its own exceptions, those of what it calls with a caller's words
            throw new InvalidRequest("body", "is no whole multipart/form-data: " + e.getMessage());
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static String boundary(String contentType) {
        return ContentType.parse(contentType)
                .parameter("boundary")
                .filter(boundary -> BOUNDARY.matcher(boundary).matches())
                .orElseThrow(() -> new InvalidRequest(
                        ContentType.NAME,
                        "must name the boundary, of 1 to 70 characters that RFC 2046 allows, was \"" + contentType
                                + "\""));
    }

    /** The decoder passes over a part that breaks off, so that a missing image would not be noticed. */
    private static void requireEnd(byte[] body, String boundary) {
        int from = Math.max(0, body.length - LONGEST_END);
        String end = new String(body, from, body.length - from, StandardCharsets.ISO_8859_1);
        if (!end.contains("--" + boundary + "--")) {
            throw new InvalidRequest(
                    "body", "is no whole multipart/form-data: it does not end with --" + boundary + "--");
        }
    }

    private static List<NamedFile> files(List<InterfaceHttpData> fields) {
        List<NamedFile> files = new ArrayList<>();
        for (InterfaceHttpData field : fields) {
            if (!(field instanceof FileUpload file)) {
                throw new InvalidRequest(
                        field.getName(), "must be a file: other parameters belong into the query, as in ?top_k=3");
            }
            files.add(new NamedFile(file.getFilename(), content(file)));
        }
        return files;
    }

    private static byte[] content(FileUpload file) {
        try {
            return file.get();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }
}
