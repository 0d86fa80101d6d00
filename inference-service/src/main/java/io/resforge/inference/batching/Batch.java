package io.resforge.inference.batching;

import io.resforge.inference.batching.BatchWorker.BatchBuffers;
import io.resforge.inference.telemetry.CallTrace;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker takes from the queue: chunks of one model to be computed together, and chunks whose callers have gone.
 *
 * @param chunks to be computed, at most a full batch; may be empty
 * @param dropped to be dropped
 */
record Batch(List<Chunk> chunks, List<Chunk> dropped) {

    int images() {
        int images = 0;
        for (Chunk chunk : chunks) {
            images += chunk.count();
        }
        return images;
    }

    /** The calls that a tracing system follows. */
    List<CallTrace> followed() {
        List<CallTrace> followed = List.of();
        for (Chunk chunk : chunks) {
            if (chunk.job().trace().recording()) {
                followed = followed.isEmpty() ? new ArrayList<>() : followed;
                followed.add(chunk.job().trace());
            }
        }
        return followed;
    }

    /** The pixels of all chunks in a row: those of the only call as they are, else a copy. */
    byte[] pixels(BatchBuffers buffers) {
        PendingCall only = chunks.getFirst().job();
        if (chunks.size() == 1 && chunks.getFirst().count() == only.count()) {
            return only.pixels();
        }
        byte[] joined = buffers.get(images() * only.bytesPerImage());
        int at = 0;
        for (Chunk chunk : chunks) {
            int size = chunk.job().bytesPerImage();
            System.arraycopy(chunk.job().pixels(), chunk.first() * size, joined, at, chunk.count() * size);
            at += chunk.count() * size;
        }
        return joined;
    }
}
