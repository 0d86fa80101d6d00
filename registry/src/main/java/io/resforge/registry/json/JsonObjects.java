package io.resforge.registry.json;

import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.store.ObjectStore;
import java.util.Optional;

/** Records as objects of a store. */
public final class JsonObjects {

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

    /**
     * Reads a record; empty if there is none.
     *
     * @throws DamagedObject if it cannot be read
     */
    public <T> Optional<T> get(String key, Class<T> type) {
        return store.get(key).map(content -> decode(key, content, type));
    }

    private static <T> T decode(String key, byte[] content, Class<T> type) {
        try {
            return Json.decode(content, type);
        } catch (MalformedJson e) {
            throw new DamagedObject(key, e.getMessage(), e);
        }
    }
}
