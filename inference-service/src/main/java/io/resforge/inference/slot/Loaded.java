package io.resforge.inference.slot;

import io.resforge.inference.model.LiveModel;
import java.util.Comparator;

/**
 * A version that is loaded.
 *
 * @param engine what computes it, such as {@code onnx}
 */
public record Loaded(LiveModel model, String engine) {

    /** The live version first, then the newest first. */
    static Comparator<Loaded> order(String live) {
        return Comparator.comparing((Loaded loaded) -> !loaded.model().version().equals(live))
                .thenComparing(loaded -> -Long.parseLong(loaded.model().version()));
    }
}
