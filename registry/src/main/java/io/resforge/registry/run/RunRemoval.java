package io.resforge.registry.run;

import io.resforge.registry.store.ObjectStore;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Removes runs. */
public final class RunRemoval {

    private final ObjectStore store;

    public RunRemoval(ObjectStore store) {
        this.store = store;
    }

    /** How many objects are kept of a run, without its place in the list of runs. */
    public int objects(String runId) {
        return store.list(new RunKeys(runId).all()).size();
    }

    /** Removes runs. One whose removal is cut off is not listed any more, and its spec goes last: asked for again, it is run again. */
    public void remove(Collection<String> runIds) {
        if (runIds.isEmpty()) {
            return;
        }
        RunIndex index = new RunIndex(store);
        Set<String> ids = Set.copyOf(runIds);
        index.remove(ids);
        runIds.forEach(this::remove);
        // Again, for a run that was submitted anew meanwhile: there is nothing left to list.
        index.remove(ids);
    }

    private void remove(String runId) {
        RunKeys keys = new RunKeys(runId);
        List<String> last = List.of(keys.end(), keys.spec());
        store.list(keys.all()).stream().filter(key -> !last.contains(key)).forEach(store::delete);
        last.forEach(store::delete);
    }
}
