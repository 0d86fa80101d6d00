package io.resforge.inference.classify;

import io.resforge.registry.value.ObjectNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks the ids of predictions: each ends in a code (HMAC-SHA256, its first 64 bits) that only a server with
 * the key can make. Until it is given one that servers share, it uses a key of its own, and knows those ids as long as
 * it runs.
 */
public final class PredictionIds {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final InstantSource clock;
    private final SecretKeySpec own;

    /** The first makes ids; those made with any are known. */
    private volatile List<SecretKeySpec> keys;

    /** The ids of one call's predictions. For one thread. */
    public final class OfCall {
        private final Mac code = code(keys.getFirst());
        private final long call = ThreadLocalRandom.current().nextLong();
        private final long minute = TimeUnit.MILLISECONDS.toMinutes(clock.millis());

        /** An id for a call's image by its index, both counted from 0. */
        public PredictionId of(String model, String version, int classIndex, int image) {
            PredictionId bare =
                    new PredictionId(model, version, classIndex, minute, PredictionId.unique(call, image), 0);
            return bare.with(made(code, bare));
        }
    }

    public PredictionIds(InstantSource clock) {
        this.clock = clock;
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        this.own = new SecretKeySpec(key, ALGORITHM);
        this.keys = List.of(own);
    }

    /** From now on makes ids with a key that servers share, of at least one byte. */
    public void share(byte[] key) {
        keys = List.of(new SecretKeySpec(key, ALGORITHM), own);
    }

    /** For the predictions of one call. */
    public OfCall ofCall() {
        return new OfCall();
    }

    /** The prediction that an id names; empty if no server with a key that is known here made it. */
    public Optional<PredictionId> read(String text) {
        return PredictionId.parse(text).filter(id -> keys.stream().anyMatch(key -> made(code(key), id) == id.code()));
    }

    private static long made(Mac code, PredictionId id) {
        return ByteBuffer.wrap(code.doFinal(id.bare().getBytes(StandardCharsets.US_ASCII)))
                .getLong();
    }

    private static Mac code(SecretKeySpec key) {
        try {
            Mac code = Mac.getInstance(ALGORITHM);
            code.init(key);
            return code;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /**
     * Names one prediction, such as {@code cifar10.17.6.hz2k1.1k3v9x0q2m7a.2f8kq0z7x1b3c}. It says what was predicted,
     * so that any server that knows the version can take feedback for it, also after a restart.
     *
     * @param classIndex the likeliest class, from 0
     * @param minute since 1970
     * @param code what only a server with the key can make of the rest
     */
    public record PredictionId(String model, String version, int classIndex, long minute, long unique, long code) {

        /** Bits that tell the images of a call apart; those before them tell calls apart. */
        private static final int IMAGE_BITS = 20;

        private static final int RADIX = 36;
        private static final Pattern FORM = Pattern.compile(
                "([a-z0-9-]{1,63})\\.([0-9]{1,18})\\.([0-9]{1,4})\\.([0-9a-z]{1,8})\\.([0-9a-z]{1,13})\\.([0-9a-z]{1,13})");

        /** What is unique of an image, by its place in a call. */
        static long unique(long call, int image) {
            return call << IMAGE_BITS | image & (1 << IMAGE_BITS) - 1;
        }

        /** Reads an id in the one way that it is written; empty if it cannot be one. */
        static Optional<PredictionId> parse(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches() || !ObjectNames.isLabel(parts.group(1)) || !ObjectNames.isVersion(parts.group(2))) {
                return Optional.empty();
            }
            try {
                PredictionId id = new PredictionId(
                        parts.group(1),
                        parts.group(2),
                        Integer.parseInt(parts.group(3)),
                        Long.parseLong(parts.group(4), RADIX),
                        Long.parseUnsignedLong(parts.group(5), RADIX),
                        Long.parseUnsignedLong(parts.group(6), RADIX));
                return Optional.of(id).filter(read -> read.toString().equals(text));
            } catch (NumberFormatException e) {
                return Optional.empty(); // more than 64 bits
            }
        }

        /** Tells the predictions of one call from those of others. */
        public long call() {
            return unique >>> IMAGE_BITS;
        }

        /** Without the code. */
        String bare() {
            return model
                    + '.'
                    + version
                    + '.'
                    + classIndex
                    + '.'
                    + Long.toString(minute, RADIX)
                    + '.'
                    + Long.toUnsignedString(unique, RADIX);
        }

        PredictionId with(long code) {
            return new PredictionId(model, version, classIndex, minute, unique, code);
        }

        @Override
        public String toString() {
            return bare() + '.' + Long.toUnsignedString(code, RADIX);
        }
    }
}
