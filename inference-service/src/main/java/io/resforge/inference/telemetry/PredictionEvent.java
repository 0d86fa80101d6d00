package io.resforge.inference.telemetry;

import io.resforge.inference.models.LiveModel;

/**
 * An image was classified.
 *
 * @param model that classified it
 * @param id names this prediction; its text is its {@link Object#toString}
 * @param classIndex the likeliest class, from 0
 * @param probability of that class, from 0 to 1
 * @param nanos since the call arrived
 * @param trace follows the call
 */
public record PredictionEvent(
        LiveModel model, Object id, int classIndex, float probability, long nanos, CallTrace trace) {}
