package io.resforge.registry.run;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Jobs that are known in one namespace of a cluster, and what is to be done with some: empty objects {@code
 * jobs-by-namespace/<namespace>/<run>_<mark>}, so that thousands of Jobs are compared by a few lists.
 */
public final class JobIndex {

    private static final Pattern MARK = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final ObjectStore store;
    private final String prefix;

    JobIndex(ObjectStore store, String namespace) {
        if (!MARK.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "the uid of a namespace must be letters, digits and dashes, was '" + namespace + "'");
        }
        this.store = store;
        this.prefix = "jobs-by-namespace/" + namespace + "/";
    }

    /** A run, and the uid of its Job, {@link #SUBMITTED} or {@link #CANCELLED}. */
    public record Entry(String runId, String mark) {

        /** There is a Job, which is about to be listed. */
        public static final String SUBMITTED = "submitted";

        /** The Job is to be deleted. */
        public static final String CANCELLED = "cancelled";

        public Entry {
            ObjectNames.run(runId);
            FieldChecks.present("mark", mark);
            if (!MARK.matcher(mark).matches()) {
                throw new IllegalArgumentException("a mark must be letters, digits and dashes, was '" + mark + "'");
            }
        }
    }

    /** All that is noted. Reads keys only. */
    public Set<Entry> all() {
        return store.list(prefix).stream()
                .map(key -> entry(key.substring(prefix.length())))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** Notes something; nothing happens if it is noted. */
    public void add(Entry entry) {
        store.create(key(entry), new byte[0]);
    }

    /** Forgets something; nothing happens if it is not noted. */
    public void remove(Entry entry) {
        store.delete(key(entry));
    }

    private String key(Entry entry) {
        return prefix + entry.runId() + "_" + entry.mark();
    }

    /** Empty for an object of another program. */
    private static Optional<Entry> entry(String name) {
        int separator = name.indexOf('_');
        boolean ours = separator > 0
                && ObjectNames.isLabel(name.substring(0, separator))
                && MARK.matcher(name.substring(separator + 1)).matches();
        return ours
                ? Optional.of(new Entry(name.substring(0, separator), name.substring(separator + 1)))
                : Optional.empty();
    }
}
