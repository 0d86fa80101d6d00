package io.resforge.inference.classify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the ids of predictions, and knows them again: each ends in a code (HMAC-SHA256, its first 64 bits) that only a server with the key
 * can make. Until it is given one that servers share, it uses a key of its own, and knows those ids as long as it runs.
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

        /**
         * An id.
         *
         * @param classIndex the likeliest class, from 0
         * @param image its place in the call, from 0
         */
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

    /**
     * From now on makes ids with a key that servers share.
     *
     * @param key at least one byte
     */
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
}
