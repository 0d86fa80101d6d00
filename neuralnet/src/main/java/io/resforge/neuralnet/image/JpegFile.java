package io.resforge.neuralnet.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A JPEG file. Java's reader, libjpeg's code, unpacks the samples; what colours they are is decided here as libjpeg-turbo does, since
 * Java's reader would guess, and apply profiles.
 */
final class JpegFile implements ImageFile {

    /** Programs write about ten. */
    private static final int MOST_SCANS = 30;

    /** Little, so that the time is looked at before many scans of a few bytes each. */
    private static final int MOST_BYTES_A_READ = 128;

    private static final int BLOCK_BYTES = 128;

    private final JpegHeader header;
    private final int components;

    JpegFile(ByteBuffer file) {
        this.header = new JpegHeader(file, MOST_SCANS);
        this.components = header.components();
        if (header.scans() > MOST_SCANS) {
            throw new InvalidImage("the JPEG file has " + header.scans() + " scans or more; allowed are " + MOST_SCANS);
        }
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public Orientation orientation() {
        return header.orientation();
    }

    @Override
    public long memory() {
        long samples = (long) width() * height() * components;
        return header.inParts() ? samples + coefficients() : samples;
    }

    /** Native memory that holds the image between scans. */
    private long coefficients() {
        long bytes = 0;
        for (int i = 0; i < components; i++) {
            long columns = (long) Math.ceilDiv(width(), 8 * most(true)) * header.across(i);
            long rows = (long) Math.ceilDiv(height(), 8 * most(false)) * header.down(i);
            bytes += columns * rows * BLOCK_BYTES;
        }
        return bytes;
    }

    private int most(boolean across) {
        int most = 1;
        for (int i = 0; i < components; i++) {
            most = Math.max(most, across ? header.across(i) : header.down(i));
        }
        return most;
    }

    @Override
    public void decode(DecodingTime time, Consumer<float[]> rows) throws IOException {
        Samples samples = new Samples(read(time));
        float[] row = new float[3 * width()];
        for (int y = 0; y < height(); y++) {
            byte[] line = samples.row(y);
            switch (components) {
                case 1 -> grey(line, row);
                case 3 -> colours(line, row);
                default -> inks(line, row);
            }
            rows.accept(row);
        }
    }

    private Raster read(DecodingTime time) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (Stream stream = new Stream(header.tables(), header.scanData(), time)) {
            reader.setInput(stream, true, true);
            reader.addIIOReadWarningListener((_, warning) -> refuseTruncated(warning));
            reader.addIIOReadProgressListener(new Stop(time));
            Raster raster = reader.readRaster(0, null);
            time.check();
            return raster;
        } finally {
            reader.dispose();
        }
    }

    /** A file that ends too early is only warned of, and its missing part filled with grey. */
    private static void refuseTruncated(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        if (text.contains("truncated") || text.contains("premature")) {
            throw new InvalidImage("the image ends before all of its pixels have come; " + ALLOWED);
        }
    }

    private static void grey(byte[] line, float[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = line[i / 3] & 0xff;
        }
    }

    private void colours(byte[] line, float[] row) {
        if (!header.isLuminance()) {
            for (int i = 0; i < row.length; i++) {
                row[i] = line[i] & 0xff;
            }
            return;
        }
        for (int i = 0; i < row.length; i += 3) {
            int luminance = line[i] & 0xff;
            row[i] = red(luminance, line[i + 2]);
            row[i + 1] = green(luminance, line[i + 1], line[i + 2]);
            row[i + 2] = blue(luminance, line[i + 1]);
        }
    }

    /** Four inks, which Pillow always takes to be upside down, as Adobe's programs write them: 255 is no ink. */
    private void inks(byte[] line, float[] row) {
        for (int x = 0; x < row.length / 3; x++) {
            int cyan = line[4 * x] & 0xff;
            int magenta = line[4 * x + 1] & 0xff;
            int yellow = line[4 * x + 2] & 0xff;
            if (header.isLuminance()) {
                int luminance = cyan;
                cyan = 255 - red(luminance, line[4 * x + 2]);
                magenta = 255 - green(luminance, line[4 * x + 1], line[4 * x + 2]);
                yellow = 255 - blue(luminance, line[4 * x + 1]);
            }
            int light = line[4 * x + 3] & 0xff;
            row[3 * x] = light - share(255 - cyan, light);
            row[3 * x + 1] = light - share(255 - magenta, light);
            row[3 * x + 2] = light - share(255 - yellow, light);
        }
    }

    /** {@code level · of / 255}, rounded. */
    private static int share(int level, int of) {
        int product = level * of + 128;
        return (product >> 8) + product >> 8;
    }

    // ITU-R BT.601, by 2^16, as libjpeg rounds it.

    private static int red(int luminance, byte redness) {
        return level(luminance + (91881 * ((redness & 0xff) - 128) + 32768 >> 16));
    }

    private static int green(int luminance, byte blueness, byte redness) {
        return level(luminance + (-22554 * ((blueness & 0xff) - 128) - 46802 * ((redness & 0xff) - 128) + 32768 >> 16));
    }

    private static int blue(int luminance, byte blueness) {
        return level(luminance + (116130 * ((blueness & 0xff) - 128) + 32768 >> 16));
    }

    private static int level(int value) {
        return Math.clamp(value, 0, 255);
    }

    /** The unpacked samples, of which each component has as many as there are pixels. */
    private final class Samples {

        private final Raster raster;
        private final byte[] near;
        private final byte[] far;
        private final boolean[] halfTheRows = new boolean[components];
        private boolean any;

        Samples(Raster raster) {
            this.raster = raster;
            this.near = new byte[width() * components];
            this.far = new byte[width() * components];
            for (int i = 0; i < components; i++) {
                halfTheRows[i] = header.across(i) == most(true) && 2 * header.down(i) == most(false);
                any |= halfTheRows[i];
            }
        }

        /**
         * One row. Of a component with half the rows and all the columns Java's reader takes each row twice, where libjpeg-turbo goes
         * smoothly from one to the next: three parts of the nearer and one of the farther.
         */
        byte[] row(int y) {
            raster.getDataElements(0, y, width(), 1, near);
            if (!any) {
                return near;
            }
            int other = Math.clamp(y % 2 == 0 ? y - 1 : y + 1, 0, height() - 1);
            raster.getDataElements(0, other, width(), 1, far);
            for (int i = 0; i < near.length; i++) {
                if (halfTheRows[i % components]) {
                    near[i] = (byte) (3 * (near[i] & 0xff) + (far[i] & 0xff) + 1 + y % 2 >> 2);
                }
            }
            return near;
        }
    }

    /** Lets the reader go on while there is time. */
    private record Stop(DecodingTime time) implements IIOReadProgressListener {

        @Override
        public void imageProgress(ImageReader reader, float percent) {
            if (time.isOver()) {
                reader.abort();
            }
        }

        @Override
        public void sequenceStarted(ImageReader reader, int first) {}

        @Override
        public void sequenceComplete(ImageReader reader) {}

        @Override
        public void imageStarted(ImageReader reader, int image) {}

        @Override
        public void imageComplete(ImageReader reader) {}

        @Override
        public void thumbnailStarted(ImageReader reader, int image, int thumbnail) {}

        @Override
        public void thumbnailProgress(ImageReader reader, float percent) {}

        @Override
        public void thumbnailComplete(ImageReader reader) {}

        @Override
        public void readAborted(ImageReader reader) {}
    }

    /** Two parts of a file, read in small pieces while there is time. */
    private static final class Stream extends ImageInputStreamImpl {

        private final ByteBuffer tables;
        private final ByteBuffer scans;
        private final DecodingTime time;

        Stream(byte[] tables, ByteBuffer scans, DecodingTime time) {
            this.tables = ByteBuffer.wrap(tables);
            this.scans = scans;
            this.time = time;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int most) {
            time.check();
            bitOffset = 0;
            int place = (int) streamPos;
            ByteBuffer part = place < tables.limit() ? tables : scans;
            int from = part == tables ? place : place - tables.limit();
            int length = Math.min(Math.min(most, MOST_BYTES_A_READ), part.limit() - from);
            if (length <= 0) {
                return most == 0 ? 0 : -1;
            }
            part.get(from, target, offset, length);
            streamPos += length;
            return length;
        }

        @Override
        public long length() {
            return (long) tables.limit() + scans.limit();
        }
    }
}
