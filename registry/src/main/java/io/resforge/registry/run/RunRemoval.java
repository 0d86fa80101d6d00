package io.resforge.registry.run;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Removes runs. */
public final class RunRemoval {

    private final ObjectStore store;

    public RunRemoval(ObjectStore store) {
        this.store = store;
    }

    /**
     * What is kept of one run.
     *
     * @param ended whether it has an end
     * @param keys of all its objects, but not its place in the list of runs
     */
    public record Stored(String runId, boolean ended, List<String> keys) {

        public Stored {
            keys = List.copyOf(keys);
        }
    }

    /** Everything that is kept of runs, listed or not. Looks at the key of every object of every run. */
    public List<Stored> stored() {
        Map<String, List<String>> keys = new TreeMap<>();
        for (String key : store.list(RunKeys.RUNS)) {
            String[] names = key.split("/", 3);
            if (names.length == 3 && Names.isLabel(names[1])) {
                keys.computeIfAbsent(names[1], run -> new ArrayList<>()).add(key);
            }
        }
        return keys.entrySet().stream()
                .map(run -> new Stored(
                        run.getKey(), run.getValue().contains(new RunKeys(run.getKey()).end()), run.getValue()))
                .toList();
    }

    /** Removes runs. One whose removal is cut off is not listed any more, and its spec goes last: asked for again, it is run again. */
    public void remove(List<Stored> runs) {
        if (runs.isEmpty()) {
            return;
        }
        RunIndex index = new RunIndex(store);
        Set<String> ids = Set.copyOf(runs.stream().map(Stored::runId).toList());
        index.remove(ids);
        runs.forEach(this::remove);
        // Again, for a run that was submitted anew meanwhile: there is nothing left to list.
        index.remove(ids);
    }

    private void remove(Stored run) {
        RunKeys keys = new RunKeys(run.runId());
        List<String> last = List.of(keys.end(), keys.spec());
        run.keys().stream().filter(key -> !last.contains(key)).forEach(store::delete);
        last.forEach(store::delete);
    }
}
