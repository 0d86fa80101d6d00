package io.resforge.registry.json;

import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.store.ObjectStore;
import java.util.Optional;

/** Records as objects of a store, of at most 16 MiB each: more than any that is written here. */
public final class JsonObjects {

    /** Of a record. */
    public static final int MOST_BYTES = 16 << 20;

    private final ObjectStore store;

    public JsonObjects(ObjectStore store) {
        this.store = store;
    }

    /** Writes a record that must not exist yet; false if it does. */
    public boolean create(String key, Object value) {
        return store.create(key, Json.encode(value));
    }

    /** Writes a record, in place of one that may exist. */
    public void put(String key, Object value) {
        store.put(key, Json.encode(value));
    }

    /** Reads a record; empty if there is none. Throws {@link DamagedObject} if it cannot be read. */
    public <T> Optional<T> get(String key, Class<T> type) {
        return bytes(key).map(content -> decode(key, content, type));
    }

    /** Reads a record, or another object as small, as it is; empty if there is none. Throws {@link DamagedObject}, and takes no more memory, if it is larger. */
    public Optional<byte[]> bytes(String key) {
        Optional<byte[]> content = store.get(key, MOST_BYTES + 1);
        if (content.isPresent() && content.get().length > MOST_BYTES) {
            throw new DamagedObject(key, "it has more than " + MOST_BYTES + " bytes", null);
        }
        return content;
    }

    private static <T> T decode(String key, byte[] content, Class<T> type) {
        try {
            return Json.decode(content, type);
        } catch (MalformedJson e) {
            throw new DamagedObject(key, e.getMessage(), e);
        }
    }
}
