package io.resforge.registry.promotion;

import io.resforge.registry.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/** A store that creates in another way. */
record CreateStore(ObjectStore store, Create create) implements ObjectStore {

    /** As {@link ObjectStore#create}. */
    interface Create {
        boolean create(String key, byte[] content);
    }

    @Override
    public boolean create(String key, byte[] content) {
        return create.create(key, content);
    }

    @Override
    public void put(String key, byte[] content) {
        store.put(key, content);
    }

    @Override
    public Optional<byte[]> get(String key) {
        return store.get(key);
    }

    @Override
    public List<String> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }
}
