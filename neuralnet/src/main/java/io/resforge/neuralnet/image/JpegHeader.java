package io.resforge.neuralnet.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B), up to the end of its image. Scans are counted: each goes over the whole image again
 * but may take a few bytes only, so that a small file could keep a decoder busy for hours.
 */
final class JpegHeader {

    private static final int MARKER = 0xff;
    private static final int ALONE = 0x01;
    private static final int BASELINE = 0xc0;
    private static final int PROGRESSIVE = 0xc2;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int ARITHMETIC = 0xc9;
    private static final int LAST_FRAME = 0xcf;
    private static final int FIRST_RESTART = 0xd0;
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int APPLICATION = 0xe0;
    private static final int EXIF_OR_XMP = 0xe1;
    private static final int ADOBE = 0xee;
    private static final int LAST_APPLICATION = 0xef;
    private static final int COMMENT = 0xfe;

    /** Tables and Exif data are copied. The tables of a usual file have about a kilobyte, its Exif data a segment. */
    private static final int MOST_TABLE_BYTES = 1 << 20;

    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private final ByteBuffer file;
    private final ByteArrayOutputStream tables = new ByteArrayOutputStream();
    private final ByteArrayOutputStream exif = new ByteArrayOutputStream();
    private String xmp = "";
    private boolean jfif;
    private int adobe = -1;
    private int frame;
    private int frameKind;
    private int firstScan;
    private int scans;
    private int end;

    /** Reads the segments of a file, and its scans up to one more than are allowed. */
    JpegHeader(ByteBuffer file, int mostScans) {
        this.file = file;
        tables.write(MARKER);
        tables.write(START_OF_IMAGE);
        int place = nextMarker(2);
        while (at(place) != END_OF_IMAGE && scans <= mostScans) {
            place = nextMarker(segment(at(place), place + 1));
        }
        if (frame == 0 || scans == 0) {
            throw new InvalidImage("the JPEG file has no pixels; " + ImageFile.ALLOWED);
        }
        this.end = place + 1;
    }

    /** Reads what a marker at this place begins; returns the place behind it. */
    private int segment(int marker, int place) {
        if (marker == ALONE || marker >= FIRST_RESTART && marker < START_OF_IMAGE) {
            return place; // these have no content, nor a length
        }
        if (marker == START_OF_IMAGE) {
            throw new InvalidImage("the JPEG file begins a second time; " + ImageFile.ALLOWED);
        }
        int length = Math.max(2, Short.toUnsignedInt(file.getShort(place)));
        if (marker == START_OF_SCAN) {
            firstScan = scans++ == 0 ? place - 2 : firstScan;
        } else if (scans == 0) {
            table(marker, place, length);
        }
        return place + length;
    }

    private void table(int marker, int place, int length) {
        if (marker >= APPLICATION && marker <= LAST_APPLICATION) {
            application(marker, file.slice(place + 2, length - 2));
            return;
        }
        if (marker >= BASELINE
                && marker <= LAST_FRAME
                && marker != HUFFMAN_TABLES
                && marker != 0xcc
                && marker != 0xc8) {
            frame(marker, place);
        }
        if (marker != COMMENT) {
            if (tables.size() > MOST_TABLE_BYTES) {
                throw new InvalidImage("the JPEG file has more tables than can be of use; " + ImageFile.ALLOWED);
            }
            byte[] segment = new byte[length];
            file.get(place, segment);
            tables.write(MARKER);
            tables.write(marker);
            tables.writeBytes(segment);
        }
    }

    private void frame(int marker, int place) {
        if (frame != 0) {
            throw new InvalidImage("the JPEG file holds two images in one; " + ImageFile.ALLOWED);
        }
        if (marker > PROGRESSIVE) {
            throw new InvalidImage("JPEG files "
                    + (marker == ARITHMETIC || marker == ARITHMETIC + 1 ? "of arithmetic coding" : "without loss")
                    + " are not read; " + ImageFile.ALLOWED);
        }
        frame = place + 2;
        frameKind = marker;
        int bits = file.get(frame);
        if (bits != 8) {
            throw new InvalidImage("JPEG files of " + bits + " bits are not read; " + ImageFile.ALLOWED);
        }
        if (components() != 1 && components() != 3 && components() != 4) {
            throw new InvalidImage("the JPEG file has " + components() + " channels; allowed are 1, 3 and 4");
        }
        for (int i = 0; i < components(); i++) {
            if (across(i) < 1 || across(i) > 4 || down(i) < 1 || down(i) > 4) {
                throw new InvalidImage("the JPEG file's header is damaged; " + ImageFile.ALLOWED);
            }
        }
    }

    private void application(int marker, ByteBuffer content) {
        jfif |= marker == APPLICATION && content.limit() >= 14 && ImageFile.begins(content, 0, "JFIF\0");
        if (marker == ADOBE && content.limit() >= 12 && ImageFile.begins(content, 0, "Adobe")) {
            adobe = content.get(11) & 0xff;
        }
        boolean isExif = marker == EXIF_OR_XMP && ImageFile.begins(content, 0, "Exif\0\0");
        if (isExif && exif.size() < MOST_TABLE_BYTES) {
            exif.writeBytes(bytes(content, exif.size() == 0 ? 0 : 6));
        }
        if (marker == EXIF_OR_XMP && ImageFile.begins(content, 0, XMP)) {
            xmp = new String(bytes(content, XMP.length()), StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] bytes(ByteBuffer content, int from) {
        byte[] bytes = new byte[content.limit() - from];
        content.get(from, bytes);
        return bytes;
    }

    /** Place of the next marker's code, past the data of a scan, in which 0xff stands before 0 and before restart codes. */
    private int nextMarker(int from) {
        int limit = file.limit() - 1;
        for (int place = from; place < limit; place++) {
            if (file.get(place) == (byte) MARKER && isSegment(at(place + 1))) {
                return place + 1;
            }
        }
        throw new InvalidImage("the image ends before all of its pixels have come; " + ImageFile.ALLOWED);
    }

    private static boolean isSegment(int code) {
        return code != 0 && code != MARKER && (code < FIRST_RESTART || code >= START_OF_IMAGE);
    }

    private int at(int place) {
        return file.get(place) & 0xff;
    }

    int height() {
        return Short.toUnsignedInt(file.getShort(frame + 1));
    }

    int width() {
        return Short.toUnsignedInt(file.getShort(frame + 3));
    }

    /** Channels of a pixel: 1, 3 or 4. */
    int components() {
        return at(frame + 5);
    }

    private int id(int component) {
        return at(frame + 6 + 3 * component);
    }

    /** How many samples a component has across where others may have more or less. */
    int across(int component) {
        return at(frame + 7 + 3 * component) >> 4;
    }

    /** How many samples a component has down where others may have more or less. */
    int down(int component) {
        return at(frame + 7 + 3 * component) & 15;
    }

    int scans() {
        return scans;
    }

    /** Whether the decoder must keep the whole image's coefficients until the last scan. */
    boolean inParts() {
        return frameKind == PROGRESSIVE || scans > 1 || at(firstScan + 4) < components();
    }

    /** Whether three components are luminance and colour differences, or four are these and black; as libjpeg decides it. */
    boolean isLuminance() {
        if (components() == 4) {
            return adobe > 0;
        }
        if (jfif) {
            return true;
        }
        return adobe >= 0 ? adobe != 0 : id(0) != 'R' || id(1) != 'G' || id(2) != 'B';
    }

    Orientation orientation() {
        return Orientation.of(exif.toByteArray(), xmp);
    }

    /** The file's begin without what programs and cameras add, up to the first scan. */
    byte[] tables() {
        return tables.toByteArray();
    }

    /** From the first scan to the end of the image. */
    ByteBuffer scanData() {
        return file.slice(firstScan, end - firstScan);
    }
}
