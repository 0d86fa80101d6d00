package io.resforge.registry.dataset;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The data sets of a store: {@code datasets/<name>/}. */
public final class Datasets {

    static final String PREFIX = "datasets/";

    private static final Pattern INDEX = Pattern.compile(PREFIX + "([^/]+)/" + Pattern.quote(StoredDataset.INDEX));

    private final ObjectStore store;

    public Datasets(ObjectStore store) {
        this.store = store;
    }

    /** The names of all whole data sets, sorted. */
    public List<String> names() {
        return store.list(PREFIX).stream()
                .map(INDEX::matcher)
                .filter(Matcher::matches)
                .map(key -> key.group(1))
                .filter(ObjectNames::isLabel)
                .toList();
    }

    /** The data set of a name. */
    public StoredDataset named(String name) {
        return StoredDataset.named(store, name);
    }
}
