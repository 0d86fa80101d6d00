package io.resforge.inference.api.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.resforge.inference.classify.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes a form with files apart, in memory: nothing is written to a disk, which may be read-only. */
final class Multipart {

    private static final int MOST_PARTS = 1_024;
    private static final int LONGEST_HEAD = 8_192;

    private static final String UNREADABLE =
            "a part's head cannot be read; it must be like Content-Disposition: form-data; name=\"a\"; filename=\"a.png\"";

    /** As RFC 2046 has it (section 5.1.1). */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private static final byte[] END = {'-', '-'};
    private static final byte[] EMPTY_LINE = {'\n', '\r', '\n'};

    private Multipart() {}

    record NamedFile(String name, byte[] content) {}

    /** The files of a form, in its order; throws {@link InvalidRequest} if it is no form, or has other fields. */
    static List<NamedFile> files(byte[] body, String contentType) {
        var form = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        String boundary = boundary(contentType);
        requireParts(body, boundary);
        // What else the header says has no meaning for a form (RFC 7578), and the decoder fails by a character set that
        // it does not know.
        form.headers().set(HttpHeaderNames.CONTENT_TYPE, "multipart/form-data; boundary=\"" + boundary + "\"");
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false), form, StandardCharsets.UTF_8, MOST_PARTS, LONGEST_HEAD);
            return files(decoder.getBodyHttpDatas());
        } catch (InvalidRequest e) {
            throw e;
        } catch (RuntimeException e) { // besides its own exceptions, those of what it calls with a caller's words
            boolean own = e instanceof ErrorDataDecoderException && e.getCause() == null;
            throw incomplete(own ? e.getMessage() : UNREADABLE);
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

    /**
     * Finds what the decoder passes over: a part that breaks off, so that a missing image would not be noticed, parts behind the end, and
     * forms within forms (RFC 7578 has none). Heads are bounded before the decoder copies them.
     */
    private static void requireParts(byte[] body, String boundary) {
        byte[] delimiter = ("\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        int parts = 0;
        boolean ended = false;
        int from = startsWith(body, 0, delimiter, 1) ? delimiter.length - 1 : after(body, 0, body.length, delimiter);
        while (from >= 0) {
            if (ended) {
                throw incomplete("it has a part behind its end");
            }
            ended = startsWith(body, from, END, 0);
            if (!ended) {
                if (++parts > MOST_PARTS) {
                    throw new InvalidRequest("body", "must have at most " + MOST_PARTS + " parts, had more");
                }
                requireHead(body, from);
            }
            from = after(body, from, body.length, delimiter);
        }
        if (!ended) {
            throw incomplete("it does not end with --" + boundary + "--");
        }
    }

    private static void requireHead(byte[] body, int from) {
        int end = after(body, from, Math.min(body.length, from + LONGEST_HEAD), EMPTY_LINE);
        if (end < 0) {
            throw incomplete("a part has no head of at most " + LONGEST_HEAD + " bytes, with an empty line behind it");
        }
        String head = new String(body, from, end - from, StandardCharsets.ISO_8859_1);
        if (head.toLowerCase(Locale.ROOT).contains("multipart/")) {
            throw incomplete("a part must be a file, and no form of its own");
        }
    }

    /** The place behind the next of these bytes, of which the first is not among the others; -1 if there are none. */
    private static int after(byte[] body, int from, int to, byte[] bytes) {
        for (int at = from; at <= to - bytes.length; at++) {
            if (body[at] == bytes[0] && startsWith(body, at, bytes, 0)) {
                return at + bytes.length;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] body, int at, byte[] bytes, int skip) {
        int length = bytes.length - skip;
        return at + length <= body.length && Arrays.equals(body, at, at + length, bytes, skip, bytes.length);
    }

    private static InvalidRequest incomplete(String why) {
        return new InvalidRequest("body", "is no whole multipart/form-data: " + why);
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
