package io.resforge.registry;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that counts what it is asked for. */
public final class MemoryStore implements ObjectStore {

    private final ConcurrentNavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger gets = new AtomicInteger();
    private final AtomicInteger lists = new AtomicInteger();
    private volatile boolean lost;

    /** How many objects were asked for, and how many lists of keys. */
    public record Requests(int gets, int lists) {}

    /** What was asked for since the last call. */
    public Requests requests() {
        return new Requests(gets.getAndSet(0), lists.getAndSet(0));
    }

    /** Lets every later call fail. */
    public void lose() {
        lost = true;
    }

    private void require(String action) {
        if (lost) {
            throw new StoreFailure("could not " + action + ": the store is lost");
        }
    }

    @Override
    public boolean create(String key, byte[] content) {
        require("create " + key);
        return objects.putIfAbsent(ObjectKeys.requireKey(key), content.clone()) == null;
    }

    @Override
    public void put(String key, byte[] content) {
        require("write " + key);
        objects.put(ObjectKeys.requireKey(key), content.clone());
    }

    @Override
    public Optional<byte[]> get(String key) {
        require("read " + key);
        gets.incrementAndGet();
        return Optional.ofNullable(objects.get(ObjectKeys.requireKey(key))).map(byte[]::clone);
    }

    @Override
    public List<String> list(String prefix) {
        require("list the keys " + prefix);
        lists.incrementAndGet();
        return objects.tailMap(ObjectKeys.requirePrefix(prefix)).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }

    @Override
    public void delete(String key) {
        require("delete " + key);
        objects.remove(ObjectKeys.requireKey(key));
    }
}
