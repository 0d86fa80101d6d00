package io.resforge.neuralnet.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file that {@code torch.jit.load} reads: a zip archive, stored and not compressed, of the module's code and a pickle that makes
 * one module without attributes. The same code gives the same bytes.
 */
public final class ScriptArchive {

    private static final String ROOT = "module/";
    /** PROTO 2, GLOBAL __torch__.Network, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK, "training": True, SETITEMS, BUILD, STOP. */
    private static final byte[] MODULE = concat(
            HexFormat.of().parseHex("8002"),
            ascii("c__torch__\nNetwork\n)"),
            HexFormat.of().parseHex("817d285808000000"),
            ascii("training"),
            HexFormat.of().parseHex("8875622e"));
    /** PROTO 2, EMPTY_TUPLE, STOP: no constants. */
    private static final byte[] CONSTANTS = HexFormat.of().parseHex("8002292e");
    /**
     * A local time, since an instant would make the bytes depend on the time zone; not zip's first month, which Java takes to be before
     * zip's time and writes as an instant.
     */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private ScriptArchive() {}

    /** The archive of a script whose class is {@code Network}. */
    public static byte[] of(String script) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", MODULE);
            store(zip, "code/__torch__.py", script.getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", CONSTANTS);
            store(zip, "version", ascii("3\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
