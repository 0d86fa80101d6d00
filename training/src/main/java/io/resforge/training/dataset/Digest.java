package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** SHA-256 over what a data set holds. Every part is preceded by its length, so that different contents differ in bytes. */
final class Digest {

    private final MessageDigest sha256 = Sha256.begin();

    private Digest() {}

    static String of(List<String> labels, LabelledImages training, Optional<LabelledImages> test) {
        Digest digest = new Digest();
        digest.number(labels.size());
        for (String label : labels) {
            byte[] name = label.getBytes(StandardCharsets.UTF_8);
            digest.number(name.length);
            digest.sha256.update(name);
        }
        digest.images(training);
        digest.number(test.isPresent() ? 1 : 0);
        test.ifPresent(digest::images);
        return HexFormat.of().formatHex(digest.sha256.digest());
    }

    /** Over images and their class indices alone. */
    static String of(LabelledImages images) {
        Digest digest = new Digest();
        digest.images(images);
        return HexFormat.of().formatHex(digest.sha256.digest());
    }

    private void images(LabelledImages images) {
        ImageShape shape = images.shape();
        number(shape.channels());
        number(shape.height());
        number(shape.width());
        number(images.count());
        ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * images.count());
        labels.asIntBuffer().put(images.labels());
        sha256.update(labels);
        sha256.update(images.pixels());
    }

    private void number(int value) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
    }
}
