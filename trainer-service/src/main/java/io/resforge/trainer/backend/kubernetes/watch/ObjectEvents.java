package io.resforge.trainer.backend.kubernetes.watch;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Tells of each object when it changed, when it is gone as it was last, and at each resync. */
final class ObjectEvents<T> implements ResourceEventHandler<T> {

    private final Consumer<T> seen;

    ObjectEvents(Consumer<T> seen) {
        this.seen = seen;
    }

    @Override
    public void onAdd(T object) {
        seen.accept(object);
    }

    @Override
    public void onUpdate(T before, T now) {
        seen.accept(now);
    }

    @Override
    public void onDelete(T object, boolean lastStateUnknown) {
        seen.accept(object);
    }
}
