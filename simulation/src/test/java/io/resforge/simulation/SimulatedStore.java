package io.resforge.simulation;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the store really holds: each call happens at once, and {@link Truth} is told of each change. {@link Life} adds time and faults. */
final class SimulatedStore implements ObjectStore {

    private final VirtualTime time;
    private final TreeMap<String, byte[]> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private Observer observer = new Observer() {};

    private record Change(long at, String key, boolean added) {}

    /** Is told of changes before anything else happens. */
    interface Observer {

        default void written(String key, byte[] content, Optional<byte[]> before) {}

        default void deleted(String key) {}
    }

    SimulatedStore(VirtualTime time) {
        this.time = time;
    }

    void observe(Observer told) {
        observer = told;
    }

    @Override
    public boolean create(String key, byte[] content) {
        if (objects.containsKey(ObjectKeys.requireKey(key))) {
            return false;
        }
        write(key, content);
        return true;
    }

    @Override
    public void put(String key, byte[] content) {
        write(ObjectKeys.requireKey(key), content);
    }

    private void write(String key, byte[] content) {
        byte[] before = objects.put(key, content.clone());
        if (before == null) {
            changes.add(new Change(time.nanos(), key, true));
        }
        observer.written(key, content, Optional.ofNullable(before));
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects.get(ObjectKeys.requireKey(key))).map(byte[]::clone);
    }

    @Override
    public List<String> list(String prefix) {
        ObjectKeys.requirePrefix(prefix);
        return objects.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }

    /** The keys as they were some time ago. */
    List<String> list(String prefix, Duration ago) {
        long then = time.nanos() - ago.toNanos();
        Set<String> keys = new HashSet<>(list(prefix));
        for (Change change : changes.reversed()) {
            if (change.at() <= then) {
                break;
            }
            if (change.key().startsWith(prefix)) {
                if (change.added()) {
                    keys.remove(change.key());
                } else {
                    keys.add(change.key());
                }
            }
        }
        return keys.stream().sorted().toList();
    }

    @Override
    public void delete(String key) {
        if (objects.remove(key) != null) {
            changes.add(new Change(time.nanos(), key, false));
            observer.deleted(key);
        }
    }
}
