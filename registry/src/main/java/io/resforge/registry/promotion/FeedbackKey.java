package io.resforge.registry.promotion;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The secret by which all servers of a store know each other's prediction ids. Readers of the store can read it; it is
 * in no answer, log or report.
 */
public final class FeedbackKey {

    private static final String OBJECT = "keys/feedback";
    private static final int BYTES = 32;

    /** The digits of a key and a line's end have less; what is longer is no key. */
    private static final int MOST_BYTES = 1024;

    private FeedbackKey() {}

    /**
     * The store's secret of 32 bytes, made if there is none; of several callers at once, all get the same.
     *
     * @throws StoreFailure if the store cannot be reached, or has none and cannot be written to
     * @throws DamagedObject if what the store has is no secret
     */
    public static byte[] obtain(ObjectStore store) {
        Optional<byte[]> there = read(store);
        if (there.isPresent()) {
            return there.get();
        }
        byte[] made = new byte[BYTES];
        new SecureRandom().nextBytes(made);
        boolean created = store.create(OBJECT, HexFormat.of().formatHex(made).getBytes(StandardCharsets.US_ASCII));
        return created
                ? made
                : read(store).orElseThrow(() -> new StoreFailure("the object " + OBJECT + " was there and is gone"));
    }

    private static Optional<byte[]> read(ObjectStore store) {
        return store.get(OBJECT, MOST_BYTES).map(FeedbackKey::parse);
    }

    /** What is wrong is told without a word of it. */
    private static byte[] parse(byte[] content) {
        try {
            byte[] key = HexFormat.of().parseHex(new String(content, StandardCharsets.US_ASCII).strip());
            if (key.length == BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Its message would quote the content.
        }
        throw new DamagedObject(OBJECT, "it must be " + 2 * BYTES + " hexadecimal digits", null);
    }
}
