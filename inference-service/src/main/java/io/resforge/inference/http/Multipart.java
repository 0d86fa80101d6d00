package io.resforge.inference.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.EndOfDataDecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooLongFormFieldException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.resforge.inference.classify.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a form with files apart, in memory: nothing is written to a disk, which may be read-only. */
final class Multipart {

    private static final int MOST_FIELDS = 1_024;
    private static final int LONGEST_HEADER = 8_192;

    private static final int LONGEST_END = 1_024;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=\"?([^\";,]{1,200})");

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
        form.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        requireEnd(body, boundary(contentType));
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false), form, StandardCharsets.UTF_8, MOST_FIELDS, LONGEST_HEADER);
            return files(decoder.getBodyHttpDatas());
        } catch (ErrorDataDecoderException
                | EndOfDataDecoderException
                | TooManyFormFieldsException
                | TooLongFormFieldException e) {
            throw new InvalidRequest("body", "is no whole multipart/form-data: " + e.getMessage());
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static String boundary(String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw new InvalidRequest("Content-Type", "must name the boundary, was \"" + contentType + "\"");
        }
        return boundary.group(1);
    }

    /** The decoder passes over a part that breaks off, so that nobody would know that an image is missing. */
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
