package io.resforge.registry;

import io.resforge.registry.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A store that lets a test act before it is asked, and change what is read. */
public class HookedStore implements ObjectStore {

    private final ObjectStore store;
    private Consumer<String> beforeWrite = key -> {};
    private UnaryOperator<byte[]> reading = UnaryOperator.identity();
    private Consumer<String> beforeDelete = key -> {};
    private Consumer<String> beforeRead = key -> {};

    public HookedStore(ObjectStore store) {
        this.store = store;
    }

    public HookedStore beforeWrite(Consumer<String> action) {
        beforeWrite = action;
        return this;
    }

    public HookedStore beforeDelete(Consumer<String> action) {
        beforeDelete = action;
        return this;
    }

    public HookedStore beforeRead(Consumer<String> action) {
        beforeRead = action;
        return this;
    }

    public HookedStore reading(UnaryOperator<byte[]> change) {
        reading = change;
        return this;
    }

    @Override
    public boolean create(String key, byte[] content) {
        beforeWrite.accept(key);
        return store.create(key, content);
    }

    @Override
    public void put(String key, byte[] content) {
        beforeWrite.accept(key);
        store.put(key, content);
    }

    @Override
    public Optional<byte[]> get(String key) {
        beforeRead.accept(key);
        return store.get(key).map(reading);
    }

    @Override
    public List<String> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void delete(String key) {
        beforeDelete.accept(key);
        store.delete(key);
    }
}
