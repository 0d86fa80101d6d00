package io.resforge.inference.rollout;

import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.rollout.OnDemandModels.ModelHost;
import io.resforge.inference.telemetry.OnDemandObserver;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What all models share that are served on demand. */
record OnDemandParts(
        ModelHost host,
        LoadedModels room,
        Executor loaders,
        LongSupplier nanos,
        ReloadListener listener,
        OnDemandObserver observer) {

    long now() {
        return nanos.getAsLong();
    }
}
