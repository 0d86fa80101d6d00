package io.resforge.neuralnet.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Where the parts of a PNG file are. Places are those of a chunk's length, which its type, its content and a checksum follow. */
final class PngChunks {

    private static final int SIGNATURE_BYTES = 8;
    private static final int FRAME_BYTES = 12;
    private static final int HEADER_BYTES = 13;
    private static final int MOST_TEXT_BYTES = 1 << 20;
    private static final String XMP = "XML:com.adobe.xmp\0";
    private static final String EXIF = "Raw profile type exif\0";

    private final ByteBuffer file;
    private int palette;
    private int data;
    private int exif;
    private int exifText;
    private int xmp;

    PngChunks(ByteBuffer file) {
        this.file = file;
        if (!is(SIGNATURE_BYTES, "IHDR") || file.getInt(SIGNATURE_BYTES) != HEADER_BYTES) {
            throw new InvalidImage("the PNG file has no header; " + ImageFile.ALLOWED);
        }
        requireChecksum(SIGNATURE_BYTES);
        int chunk = after(SIGNATURE_BYTES);
        while (chunk > 0 && !is(chunk, "IEND")) {
            note(chunk);
            chunk = after(chunk);
        }
    }

    private void note(int chunk) {
        if (is(chunk, "PLTE") && data == 0) {
            requireChecksum(chunk);
            palette = chunk;
        } else if (is(chunk, "IDAT") && data == 0) {
            data = chunk;
        } else if (is(chunk, "eXIf")) {
            exif = chunk;
        } else if (is(chunk, "iTXt") || is(chunk, "zTXt") || is(chunk, "tEXt")) {
            xmp = is(chunk, "iTXt") && ImageFile.begins(file, chunk + 8, XMP) ? chunk : xmp;
            exifText = ImageFile.begins(file, chunk + 8, EXIF) ? chunk : exifText;
        }
    }

    private boolean is(int chunk, String type) {
        return ImageFile.begins(file, chunk + 4, type);
    }

    /** The chunk behind one; 0 at the end of the file. */
    int after(int chunk) {
        int length = file.getInt(chunk);
        long next = (long) chunk + FRAME_BYTES + length;
        return length < 0 || next + FRAME_BYTES > file.limit() ? 0 : (int) next;
    }

    private void requireChecksum(int chunk) {
        CRC32 checksum = new CRC32();
        int length = file.getInt(chunk) + 4;
        checksum.update(file.slice(chunk + 4, length));
        if ((int) checksum.getValue() != file.getInt(chunk + 4 + length)) {
            throw new InvalidImage("the PNG file's header is damaged; " + ImageFile.ALLOWED);
        }
    }

    /** Place of the header's first field. */
    int header() {
        return SIGNATURE_BYTES + 8;
    }

    /** Place of the palette's first colour. */
    int palette() {
        return palette + 8;
    }

    /** Bytes of the palette. */
    int paletteLength() {
        if (palette == 0) {
            throw new InvalidImage("the PNG file has no palette; " + ImageFile.ALLOWED);
        }
        return file.getInt(palette);
    }

    /** The first chunk of pixels; 0 if there is none. */
    int data() {
        return data;
    }

    /** Whether this is a chunk of pixels. */
    boolean isData(int chunk) {
        return chunk > 0 && is(chunk, "IDAT");
    }

    /** What a chunk holds, as far as it is there. */
    ByteBuffer content(int chunk) {
        int length = Math.min(file.getInt(chunk), file.limit() - chunk - 8);
        return file.slice(chunk + 8, Math.max(length, 0));
    }

    /** How the image is to be turned, by whichever metadata say so. */
    Orientation orientation() {
        byte[] directory = exif > 0 ? bytes(content(exif)) : new byte[0];
        if (exif == 0 && exifText > 0) {
            directory = hexadecimal(text(exifText, EXIF.length()));
        }
        return Orientation.of(directory, xmp > 0 ? text(xmp, XMP.length()) : "");
    }

    /** ImageMagick's form: a name, a count, and lines of digits. */
    private static byte[] hexadecimal(String text) {
        String[] lines = text.split("\n", 4);
        try {
            return HexFormat.of().parseHex(lines[lines.length - 1].replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            return new byte[0]; // metadata that cannot be read turn nothing
        }
    }

    /** The text of a chunk behind its keyword; empty if it is damaged or long. */
    private String text(int chunk, int keyword) {
        ByteBuffer content = content(chunk);
        content.position(keyword);
        boolean packed = is(chunk, "zTXt");
        if (packed) {
            content.get();
        } else if (is(chunk, "iTXt")) {
            packed = content.get() == 1;
            content.get();
            skipString(content);
            skipString(content);
        }
        return new String(packed ? unpacked(content) : bytes(content), StandardCharsets.UTF_8);
    }

    private static void skipString(ByteBuffer content) {
        while (content.hasRemaining() && content.get() != 0) {
            // goes on to the end of the string
        }
    }

    private static byte[] unpacked(ByteBuffer content) {
        try (Unpacking unpacking = new Unpacking(content)) {
            return unpacking.bytes();
        } catch (DataFormatException e) {
            return new byte[0];
        }
    }

    /** Owns the native part of an inflater. */
    private record Unpacking(Inflater inflater) implements AutoCloseable {

        Unpacking(ByteBuffer content) {
            this(new Inflater());
            inflater.setInput(content);
        }

        byte[] bytes() throws DataFormatException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            int more = inflater.inflate(part);
            while (more > 0 && text.size() < MOST_TEXT_BYTES) {
                text.write(part, 0, more);
                more = inflater.inflate(part);
            }
            return text.toByteArray();
        }

        @Override
        public void close() {
            inflater.end();
        }
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[Math.min(content.remaining(), MOST_TEXT_BYTES)];
        content.get(bytes);
        return bytes;
    }
}
