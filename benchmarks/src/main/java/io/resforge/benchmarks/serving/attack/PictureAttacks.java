package io.resforge.benchmarks.serving.attack;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Attacks by pictures that are small as files and large, or endless, to decode. */
public final class PictureAttacks {

    private static final int SIDE = 5_000;
    private static final int AT_ONCE = 24;
    private static final int CONNECTIONS = 2;
    private static final int EACH = 6;
    private static final int FIRST_SCAN = 0xda;

    private PictureAttacks() {}

    /** In the order in which they are run. */
    public static List<Attack> all() {
        return List.of(
                new Attack(
                        "24 pictures: PNG, 25 megapixels of 16 bits, RGBA",
                        service -> send(service, LargePicture.png(SIDE, true))),
                new Attack("24 pictures: JPEG, 25 megapixels", service -> send(service, jpeg(false))),
                new Attack("24 pictures: progressive JPEG, 25 megapixels", service -> send(service, jpeg(true))),
                new Attack("24 pictures: JPEG with 10,000 hidden scans", service -> send(service, hiddenScans())),
                new Attack("24 pictures: GIF, 25 megapixels", service -> send(service, encoded("gif"))),
                new Attack("24 pictures: BMP, 25 megapixels", service -> send(service, encoded("bmp"))),
                new Attack("2 connections with pictures of 25 megapixels", PictureAttacks::steady));
    }

    private static String send(AttackedService service, byte[] picture) throws Exception {
        return Attackers.together(AT_ONCE, () -> post(service, picture));
    }

    private static String post(AttackedService service, byte[] picture) throws InterruptedException {
        return service.request("POST", "/v1/classify", picture, "Content-Type", "application/octet-stream");
    }

    /** One after the other over each connection. */
    private static String steady(AttackedService service) throws Exception {
        byte[] picture = jpeg(false);
        return Attackers.together(CONNECTIONS, () -> {
            StringBuilder answers = new StringBuilder();
            for (int i = 0; i < EACH; i++) {
                answers.append(post(service, picture)).append(' ');
            }
            return answers.toString().strip();
        });
    }

    private static byte[] encoded(String kind) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), kind, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** Behind a marker that has no length, where a reader that takes the next two bytes for one passes them over. */
    private static byte[] hiddenScans() throws IOException {
        byte[] jpeg = jpeg(true);
        int scan = 2;
        while (!((jpeg[scan] & 0xff) == 0xff && (jpeg[scan + 1] & 0xff) == FIRST_SCAN)) {
            scan++;
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, scan);
        int header = 4 + jpeg[scan + 3];
        for (int i = 0; i < 10_000; i++) {
            file.write(new byte[] {(byte) 0xff, 1});
            file.write(jpeg, scan, header);
            file.write(0);
        }
        file.write(new byte[] {(byte) 0xff, (byte) 0xd9});
        return file.toByteArray();
    }
}
