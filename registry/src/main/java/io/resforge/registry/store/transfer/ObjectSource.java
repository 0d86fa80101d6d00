package io.resforge.registry.store.transfer;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an object is read from. */
public interface ObjectSource {

    /**
     * Asks for an object, or for the rest of it after {@code offset} bytes; empty if there is none.
     *
     * @param tag of the object that those bytes are of; empty if unknown
     * @throws ObjectReplaced if the object is no longer the one with this tag
     * @throws IOException if asking again may help
     */
    Optional<ObjectPart> open(long offset, String tag) throws IOException;

    /** Another object has taken the place of the one that was being read. */
    final class ObjectReplaced extends IOException {

        public ObjectReplaced() {
            super("the object was replaced while it was read");
        }
    }

    /**
     * An object, from some byte on, as a server begins to send it.
     *
     * @param body closing it must not wait for what was not read
     * @param offset 0, whatever was asked for, if the server knows no ranges
     * @param total bytes of the whole object; -1 if the server does not say
     * @param tag that stands for the object's content; empty if the server names none
     */
    record ObjectPart(InputStream body, long offset, long total, String tag) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** Which part of an object an answer holds. */
    record ContentRange(long offset, long total) {

        private static final Pattern HEADER = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

        /** Reads the header {@code Content-Range}; throws IOException if it makes no sense. */
        public static ContentRange parse(String header) throws IOException {
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.matches()) {
                throw new IOException(
                        "the answer's Content-Range was '" + header + "', it must name bytes and their total");
            }
            return new ContentRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
        }
    }

    /** A body that ends its connection when it is closed before its end, rather than read on to keep the connection. */
    final class AbortedBody extends FilterInputStream {

        private final Closeable abort;
        private boolean ended;

        /** @param abort ends the connection */
        public AbortedBody(InputStream body, Closeable abort) {
            super(body);
            this.abort = abort;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            ended |= count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
            } else {
                abort.close();
            }
        }
    }
}
