package io.resforge.registry.store.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The part of an object that has arrived. */
final class ReceivedPart {

    /** No array can hold the object. */
    static final class TooLarge extends IOException {

        TooLarge(String message) {
            super(message);
        }
    }

    private static final long LARGEST = Integer.MAX_VALUE - 8L; // what an array can hold

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final long total;
    private final String tag;

    /** Nothing, of an object that is not known. */
    ReceivedPart() {
        this.total = -1;
        this.tag = "";
    }

    /** Nothing, of an object of so many bytes; -1 if nobody said how many. */
    ReceivedPart(long total, String tag) throws TooLarge {
        if (total > LARGEST) {
            throw new TooLarge("it has " + total + " bytes, at most " + LARGEST + " can be read");
        }
        this.total = total;
        this.tag = tag;
    }

    void add(byte[] buffer, int length) throws IOException {
        if (total >= 0 && count() + length > total) {
            throw new IOException("the server sent more than the " + total + " bytes that it announced");
        }
        content.write(buffer, 0, length);
    }

    /** Whether this is the beginning of the same object. Without a tag nobody can know. */
    boolean isOf(ObjectPart piece) {
        return !tag.isEmpty() && tag.equals(piece.tag()) && total == piece.total();
    }

    boolean isWhole() {
        return total < 0 || count() == total;
    }

    byte[] bytes() {
        return content.toByteArray();
    }

    long count() {
        return content.size();
    }

    /** How many bytes there will be, as far as that is known. */
    long expected() {
        return Math.max(total, count());
    }

    String tag() {
        return tag;
    }
}
