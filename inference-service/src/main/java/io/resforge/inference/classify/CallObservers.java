package io.resforge.inference.classify;

import io.resforge.inference.telemetry.ServingObserver;

/** Who is told of calls, or makes something of them, without a part in the answer. */
record CallObservers(ServingObserver observer, TrafficStatistics traffic, ShadowCopies shadows, PredictionIds ids) {}
