package io.resforge.registry.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose n-th write fails, and every call after it, as if the process had died there. For any number of threads. */
public final class FailingStore implements ObjectStore {

    /** When the write fails. */
    public enum Moment {
        /** Nothing was written. */
        BEFORE,
        /** The object was written, but the caller is not told. */
        AFTER
    }

    private final ObjectStore store;
    private final int failing;
    private final Moment moment;
    private final AtomicInteger writes = new AtomicInteger();

    /** Lets write number {@code failing} fail, counted from 1. */
    public FailingStore(ObjectStore store, int failing, Moment moment) {
        this.store = store;
        this.failing = failing;
        this.moment = moment;
    }

    /** How many writes there were. */
    public int writes() {
        return writes.get();
    }

    @Override
    public boolean create(String key, byte[] content) {
        boolean[] created = new boolean[1];
        write(key, () -> created[0] = store.create(key, content));
        return created[0];
    }

    @Override
    public void put(String key, byte[] content) {
        write(key, () -> store.put(key, content));
    }

    @Override
    public void delete(String key) {
        write(key, () -> store.delete(key));
    }

    @Override
    public Optional<byte[]> get(String key) {
        requireAlive(key);
        return store.get(key);
    }

    @Override
    public List<String> list(String prefix) {
        requireAlive(prefix);
        return store.list(prefix);
    }

    private void write(String key, Runnable write) {
        requireAlive(key);
        int number = writes.incrementAndGet();
        if (number < failing || number == failing && moment == Moment.AFTER) {
            write.run();
        }
        requireAlive(key);
    }

    private void requireAlive(String key) {
        if (writes.get() >= failing) {
            throw new StoreFailure("could not reach " + key + ": write " + failing + " was made to fail");
        }
    }
}
