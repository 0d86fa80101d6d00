package io.resforge.trainer.testing;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails when told to, and counts what it is asked for. */
public final class FlakyStore implements ObjectStore {

    private final ObjectStore store;
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger failuresAtPartLeft = new AtomicInteger();
    private volatile String failingPart = "nothing is called so";
    private volatile boolean loseNextAnswer;
    private volatile Runnable afterLostAnswer = () -> {};

    public FlakyStore(ObjectStore store) {
        this.store = store;
    }

    /** Fails so many times, and works again then. */
    public void fail(int times) {
        failuresLeft.set(times);
    }

    /** Fails until further notice. */
    public void failOn() {
        failuresLeft.set(Integer.MAX_VALUE);
    }

    /** Fails until further notice with all objects whose key has this in it. */
    public void failAt(String part) {
        failAt(part, Integer.MAX_VALUE);
    }

    /** Fails so many times with all objects whose key has this in it. */
    public void failAt(String part, int times) {
        failingPart = part;
        failuresAtPartLeft.set(times);
    }

    public void recover() {
        failuresLeft.set(0);
    }

    /** Carries out the next manifest's write, and then says that it failed. */
    public void loseAnswerToNextManifest() {
        loseNextAnswer = true;
    }

    /** Does something between the lost answer and the next attempt. */
    public void afterLostAnswer(Runnable action) {
        afterLostAnswer = action;
    }

    /** How many objects and lists were asked for. */
    public int reads() {
        return reads.get();
    }

    /** How many of them have keys that begin so. */
    public int readsOf(String prefix) {
        return (int) asked().stream().filter(it -> it.startsWith(prefix)).count();
    }

    private List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    @Override
    public boolean create(String key, byte[] content) {
        attempt("create " + key);
        boolean created = store.create(key, content);
        loseAnswer(key);
        return created;
    }

    @Override
    public void put(String key, byte[] content) {
        attempt("put " + key);
        store.put(key, content);
        loseAnswer(key);
    }

    @Override
    public Optional<byte[]> get(String key) {
        attempt("get " + key);
        reads.incrementAndGet();
        asked.add(key);
        return store.get(key);
    }

    @Override
    public List<String> list(String prefix) {
        attempt("list " + prefix);
        reads.incrementAndGet();
        asked.add(prefix);
        return store.list(prefix);
    }

    @Override
    public void delete(String key) {
        attempt("delete " + key);
        store.delete(key);
    }

    private void attempt(String what) {
        if (what.contains(failingPart) && takesOneOf(failuresAtPartLeft) || takesOneOf(failuresLeft)) {
            throw new StoreFailure("could not " + what + ": the test said so");
        }
    }

    private static boolean takesOneOf(AtomicInteger left) {
        return left.getAndUpdate(it -> it == Integer.MAX_VALUE ? it : Math.max(0, it - 1)) > 0;
    }

    private void loseAnswer(String key) {
        if (loseNextAnswer && key.endsWith("manifest.json")) {
            loseNextAnswer = false;
            afterLostAnswer.run();
            throw new StoreFailure("no answer about " + key);
        }
    }
}
