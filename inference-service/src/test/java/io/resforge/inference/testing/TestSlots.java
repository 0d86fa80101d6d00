package io.resforge.inference.testing;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing;

/** Ways to fill a slot without a store. */
public final class TestSlots {

    private TestSlots() {}

    /** Puts a version in the place of all others. */
    public static void fill(ModelSlot slot, LiveModel model, Engine engine) {
        synchronized (slot) { // the watcher of a running service must not come between
            slot.add(model, engine, () -> {});
            slot.route(Routing.only(model.version()));
        }
    }
}
