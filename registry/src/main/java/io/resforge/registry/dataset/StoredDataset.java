package io.resforge.registry.dataset;

import io.resforge.registry.dataset.Pack.StoredFile;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One data set in a store: {@code index.json}, and {@code packs/<sha256>.pack}. */
public final class StoredDataset {

    static final String INDEX = "index.json";
    static final String PACKS = "packs/";

    /** Of an index: those of some 400,000 files. */
    static final int MOST_INDEX_BYTES = 64 << 20;

    private final ObjectStore store;
    private final String prefix;

    private StoredDataset(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** The data set of a name in a store; throws IllegalArgumentException if no data set can have this name. */
    public static StoredDataset named(ObjectStore store, String name) {
        return new StoredDataset(store, Datasets.PREFIX + requireName(name) + "/");
    }

    /** The data set that a whole store consists of. */
    public static StoredDataset whole(ObjectStore store) {
        return new StoredDataset(store, "");
    }

    /** Whether a data set can have this name: that of a folder in the store. */
    public static String requireName(String name) {
        if (!ObjectNames.isLabel(name)) {
            throw new IllegalArgumentException(
                    "the name of a stored data set must be 1 to 63 lower-case letters, digits and inner dashes, was '"
                            + name + "'");
        }
        return name;
    }

    /**
     * The index.
     *
     * @throws UnknownDataset if there is no data set
     * @throws DamagedObject if the index cannot be read
     */
    public DatasetIndex index() {
        return decode(indexBytes().orElseThrow(this::unknown));
    }

    Optional<byte[]> indexBytes() {
        Optional<byte[]> index = store.get(prefix + INDEX, MOST_INDEX_BYTES + 1);
        if (index.isPresent() && index.get().length > MOST_INDEX_BYTES) {
            throw new DamagedObject(prefix + INDEX, "it has more than " + MOST_INDEX_BYTES + " bytes", null);
        }
        return index;
    }

    UnknownDataset unknown() {
        return new UnknownDataset("there is no data set at " + this + ": its " + prefix + INDEX
                + " is missing; 'resforge data push' puts one there");
    }

    DatasetIndex decode(byte[] index) {
        try {
            return Json.decode(index, DatasetIndex.class);
        } catch (MalformedJson e) {
            throw new DamagedObject(prefix + INDEX, e.getMessage(), e);
        }
    }

    /** Writes the index, which must not be there yet; false if it is. */
    boolean createIndex(byte[] index) {
        return store.create(prefix + INDEX, index);
    }

    /** The names of the packs that are there. */
    Set<String> packs() {
        return new HashSet<>(store.list(prefix + PACKS));
    }

    String key(Pack pack) {
        return prefix + PACKS + pack.sha256() + ".pack";
    }

    /** Writes a pack, in place of one that may be there. */
    void put(Pack pack, byte[] content) {
        store.put(key(pack), content);
    }

    /**
     * Reads a pack, and checks each file in it; a damaged one is read once more.
     *
     * @throws DamagedObject if it is missing or damaged; the message names it
     */
    byte[] read(Pack pack) {
        byte[] content = object(pack);
        if (fault(pack, content).isEmpty()) {
            return content;
        }
        byte[] again = object(pack);
        Optional<String> fault = fault(pack, again);
        if (fault.isPresent()) {
            throw new DamagedObject(key(pack), fault.get() + "; 'resforge data push --force' writes it again", null);
        }
        return again;
    }

    private byte[] object(Pack pack) {
        // One byte more, so that a pack that is too large is seen to be.
        return store.get(key(pack), (int) pack.bytes() + 1)
                .orElseThrow(
                        () -> new DamagedObject(key(pack), "it is gone; 'resforge data push' writes it again", null));
    }

    private static Optional<String> fault(Pack pack, byte[] content) {
        if (content.length != pack.bytes()) {
            return Optional.of(
                    content.length > pack.bytes()
                            ? "it has more than the " + pack.bytes() + " bytes that the index says"
                            : "it has " + content.length + " bytes, the index says " + pack.bytes());
        }
        long offset = 0;
        for (StoredFile file : pack.files()) {
            if (!file.is(file.in(content, offset))) {
                return Optional.of("its file " + file.path() + " does not have the SHA-256 that the index says");
            }
            offset += file.bytes();
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        String folder = prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1);
        return store + folder;
    }

    /** There is no data set at the place that was named; the message names it. */
    public static final class UnknownDataset extends RuntimeException {

        UnknownDataset(String message) {
            super(message);
        }
    }
}
