package io.resforge.inference.tracing;

import io.resforge.inference.telemetry.ServingObserver;

/** Follows nothing. */
final class NoTracing implements Tracing {

    @Override
    public ServingObserver observer() {
        return new ServingObserver() {};
    }

    @Override
    public void close() {}
}
