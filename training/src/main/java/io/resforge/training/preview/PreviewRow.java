package io.resforge.training.preview;

import java.util.List;

/**
 * An image and what becomes of it.
 *
 * @param label its class
 * @param original bytes, {@code [height, width, channels]}
 * @param versions one for each epoch
 */
record PreviewRow(String label, byte[] original, List<Version> versions) {

    PreviewRow {
        versions = List.copyOf(versions);
    }

    /**
     * What becomes of an image in an epoch.
     *
     * @param pixels bytes, {@code [height, width, channels]}
     * @param caption what was mixed in, or empty
     */
    record Version(byte[] pixels, String caption) {}
}
