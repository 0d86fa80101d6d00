package io.resforge.fuzz;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A store of a few objects for one thread, which costs little to make. */
public final class FewObjects implements ObjectStore {

    private final TreeMap<String, byte[]> objects = new TreeMap<>();

    /** With one more object. */
    public FewObjects with(String key, byte[] content) {
        put(key, content);
        return this;
    }

    @Override
    public boolean create(String key, byte[] content) {
        return objects.putIfAbsent(ObjectKeys.requireKey(key), content) == null;
    }

    @Override
    public void put(String key, byte[] content) {
        objects.put(ObjectKeys.requireKey(key), content);
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects.get(ObjectKeys.requireKey(key)));
    }

    @Override
    public List<String> list(String prefix) {
        return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(ObjectKeys.requireKey(key));
    }
}
