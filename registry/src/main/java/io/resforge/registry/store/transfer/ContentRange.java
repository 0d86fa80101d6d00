package io.resforge.registry.store.transfer;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of an object an answer holds.
 *
 * @param offset of its first byte
 * @param total bytes of the object
 */
public record ContentRange(long offset, long total) {

    private static final Pattern HEADER = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

    /**
     * Reads the header {@code Content-Range}.
     *
     * @throws IOException if it makes no sense
     */
    public static ContentRange parse(String header) throws IOException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new IOException(
                    "the answer's Content-Range was '" + header + "', it must name bytes and their total");
        }
        return new ContentRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
}
