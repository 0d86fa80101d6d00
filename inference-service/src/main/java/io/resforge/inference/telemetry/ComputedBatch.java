package io.resforge.inference.telemetry;

import io.resforge.inference.models.LiveModel;
import java.util.List;

/**
 * A batch was computed for calls of which some are followed.
 *
 * @param model that computed it
 * @param images in the batch
 * @param begin when computing began, by {@link System#nanoTime}
 * @param end when it ended, by the same clock
 * @param calls those that are followed
 */
public record ComputedBatch(LiveModel model, int images, long begin, long end, List<CallTrace> calls) {

    public ComputedBatch {
        calls = List.copyOf(calls);
    }
}
