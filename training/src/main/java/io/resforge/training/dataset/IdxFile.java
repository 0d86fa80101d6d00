package io.resforge.training.dataset;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A file of bytes in the IDX format: the number {@code 0x0800} plus its dimensions, the size of each dimension, all as four bytes with
 * the highest first, and then the bytes.
 *
 * @param name of the file, for messages
 * @param start where the bytes begin, once unpacked
 * @param count the first dimension, at least 1
 */
record IdxFile(String name, int start, int count, byte[] content) {

    /** Ending of the name of a packed file. */
    static final String GZ = ".gz";

    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int MOST = 1_000_000;

    /**
     * Reads a file.
     *
     * @param item all dimensions but the first
     * @throws InvalidDataset if it has other dimensions, or is cut short, too long or cannot be unpacked
     */
    static IdxFile read(Path file, int... item) {
        boolean packed = file.toString().endsWith(GZ);
        String name = packed ? file + " (unpacked)" : file.toString();
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream stream =
                        new DataInputStream(new BufferedInputStream(packed ? new GZIPInputStream(raw) : raw))) {
            return read(name, stream, item);
        } catch (EOFException e) {
            throw new InvalidDataset(String.format(Locale.ROOT, "%s ends too early", file), e);
        } catch (IOException e) {
            throw new InvalidDataset(String.format(Locale.ROOT, "cannot read %s: %s", file, e.getMessage()), e);
        }
    }

    private static IdxFile read(String name, DataInputStream stream, int... item) throws IOException {
        requireNumber(name, 0, "number", UNSIGNED_BYTES + 1 + item.length, stream.readInt());
        int count = stream.readInt();
        if (count < 1 || count > MOST) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT, "%s tells of %d items at byte 4; allowed are 1 to %d", name, count, MOST));
        }
        for (int i = 0; i < item.length; i++) {
            requireNumber(name, 4 * (i + 2), "side", item[i], stream.readInt());
        }
        int start = Integer.BYTES * (2 + item.length);
        int bytes = Math.multiplyExact(count, IntStream.of(item).reduce(1, Math::multiplyExact));
        byte[] content = stream.readNBytes(bytes);
        if (content.length < bytes) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT,
                    "%s ends at byte %d; with the %d items that its header tells of it has %d bytes",
                    name,
                    start + content.length,
                    count,
                    start + bytes));
        }
        if (stream.read() >= 0) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT,
                    "%s goes on at byte %d; with the %d items that its header tells of it ends there",
                    name,
                    start + bytes,
                    count));
        }
        return new IdxFile(name, start, count, content);
    }

    private static void requireNumber(String name, int at, String what, int expected, int actual) {
        if (actual != expected) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT, "%s has the %s %d at byte %d, must be %d", name, what, actual, at, expected));
        }
    }

    /** Where a byte of the content lies in the file, once unpacked. */
    int offset(int index) {
        return start + index;
    }
}
