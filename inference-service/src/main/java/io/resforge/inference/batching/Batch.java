package io.resforge.inference.batching;

import io.resforge.inference.batching.BatchWorker.BatchBuffers;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import java.util.ArrayList;
import java.util.List;

/** What a worker takes from the queue: at most a full batch of one model, and chunks whose callers have gone. */
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

    /** A part of a call that goes into one batch: {@code count} images from {@code first}. */
    record Chunk(PendingCall job, int first, int count) {

        /** Whether it is the first of its job. */
        boolean begins() {
            return first == 0;
        }

        /** This chunk and the one behind it. */
        Chunk with(Chunk next) {
            return new Chunk(job, first, count + next.count);
        }
    }
}
