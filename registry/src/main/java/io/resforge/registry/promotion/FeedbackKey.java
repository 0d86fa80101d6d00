package io.resforge.registry.promotion;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The secret that all servers of a store share, by which they know the ids of each other's predictions when feedback names them. Who can
 * read the store can read it; it is in no answer, log or report.
 */
public final class FeedbackKey {

    private static final String OBJECT = "keys/feedback";
    private static final int BYTES = 32;

    private FeedbackKey() {}

    /**
     * The store's secret, which is made if there is none; of several that make one at once, all get the same.
     *
     * @return 32 bytes
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
        return store.get(OBJECT).map(FeedbackKey::parse);
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
