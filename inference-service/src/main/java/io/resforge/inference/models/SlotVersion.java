package io.resforge.inference.models;

import java.util.Comparator;

/**
 * A version that is loaded.
 *
 * @param engine what computes it, such as {@code onnx}
 */
public record SlotVersion(LiveModel model, String engine) {

    /** The live version first, then the newest first. */
    static Comparator<SlotVersion> order(String live) {
        return Comparator.comparing(
                        (SlotVersion loaded) -> !loaded.model().version().equals(live))
                .thenComparing(loaded -> -Long.parseLong(loaded.model().version()));
    }
}
