package io.resforge.network.image;

/**
 * Counts the scans of a JPEG file (ITU-T T.81, annex B). Each goes over the whole image again but may take a few bytes only, so that a
 * small file can keep a decoder busy for hours.
 */
final class JpegScans {

    private static final int MARKER = 0xff;
    private static final int FIRST_RESTART = 0xd0;
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;

    private final byte[] file;

    private JpegScans(byte[] file) {
        this.file = file;
    }

    /** The scans up to the end of the image; 0 for a file of another kind. What follows the image does not count. */
    static int count(byte[] file) {
        return new JpegScans(file).count();
    }

    private int count() {
        if (file.length < 2 || at(0) != MARKER || at(1) != START_OF_IMAGE) {
            return 0;
        }
        int scans = 0;
        int place = nextMarker(2);
        while (place < file.length && at(place) != END_OF_IMAGE) {
            if (at(place) == START_OF_SCAN) {
                scans++;
            }
            place = nextMarker(place + 1 + length(place + 1));
        }
        return scans;
    }

    /** Place of the next marker's code, past the data of a scan, in which 0xff stands before 0 and before restart codes. */
    private int nextMarker(int from) {
        int place = from;
        while (place + 1 < file.length && !(at(place) == MARKER && isSegment(at(place + 1)))) {
            place++;
        }
        return Math.min(place + 1, file.length);
    }

    private static boolean isSegment(int code) {
        return code != 0 && code != MARKER && (code < FIRST_RESTART || code >= START_OF_IMAGE);
    }

    /** A segment's length, which its own two bytes are part of. */
    private int length(int place) {
        return place + 1 < file.length ? at(place) << 8 | at(place + 1) : file.length;
    }

    private int at(int place) {
        return file[place] & 0xff;
    }
}
