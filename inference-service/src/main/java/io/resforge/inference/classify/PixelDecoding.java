package io.resforge.inference.classify;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.Decoders.ImageTask;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.neuralnet.image.ImageDecoder;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.InvalidImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** From a call's images as sent to the pixels that a model takes, image by image, on whichever threads decode. */
final class PixelDecoding {

    private final List<ImageInput> images;
    private final ImageShape shape;
    private final Caller caller;
    private final byte[] pixels;
    private final AtomicReferenceArray<Violation> violations;
    private final AtomicInteger left;
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();
    private volatile Throwable failure;
    private volatile long began;

    /** @param caller who waits for them; once it has gone, decoding stops within a row */
    PixelDecoding(List<ImageInput> images, ImageShape shape, Caller caller) {
        this.images = images;
        this.shape = shape;
        this.caller = caller;
        this.pixels = new byte[images.size() * shape.bytes()];
        this.violations = new AtomicReferenceArray<>(images.size());
        this.left = new AtomicInteger(images.size());
    }

    /** Whether any image must be decoded, which is too slow for an event loop. */
    static boolean needDecoding(List<ImageInput> images) {
        for (ImageInput image : images) {
            if (image instanceof ImageInput.Encoded) {
                return true;
            }
        }
        return false;
    }

    /** The longest until these images of a client are decoded, as far as the sizes of their files tell. */
    static Duration decodingTime(List<ImageInput> images, Caller caller, Decoders decoders) {
        int small = 0;
        int large = 0;
        for (ImageInput image : images) {
            if (image instanceof ImageInput.Encoded(ByteBuffer file)) {
                boolean little = file.remaining() <= Decoders.SMALL_BYTES;
                small += little ? 1 : 0;
                large += little ? 0 : 1;
            }
        }
        return decoders.timeFor(caller.client(), small, large);
    }

    /**
     * The pixels of images none of which must be decoded, {@code [images, height, width, channels]}.
     *
     * @throws InvalidRequest that names each image of another shape
     */
    byte[] raw() {
        for (int i = 0; i < images.size(); i++) {
            take(i);
        }
        return valid();
    }

    /**
     * Decodes the images that must be.
     *
     * @return completed by a decoder when none is being decoded any more; with {@link InvalidRequest} that names each
     * wrong image, {@link CallAbandoned} or {@link ServerStopping}
     */
    CompletableFuture<byte[]> decode(Decoders decoders) {
        List<ImageTask> small = new ArrayList<>();
        List<ImageTask> large = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i) instanceof ImageInput.Encoded(ByteBuffer file)) {
                Decoding task = new Decoding(i, file, decoders);
                if (violations.get(i) == null) {
                    (task.large ? large : small).add(task);
                }
            } else {
                take(i);
            }
        }
        int done = images.size() - small.size() - large.size();
        try {
            decoders.submit(caller, small, large);
        } catch (ServerStopping e) {
            failure = e;
            done = images.size();
        }
        settle(done);
        return all;
    }

    private void take(int i) {
        switch (images.get(i)) {
            case ImageInput.Raw(ByteBuffer raw) -> {
                if (raw.remaining() == shape.bytes()) {
                    raw.get(raw.position(), pixels, i * shape.bytes(), shape.bytes());
                } else {
                    violate(
                            i,
                            "raw",
                            "must be " + shape.bytes() + " bytes (" + shape.height() + "×" + shape.width() + "×"
                                    + shape.channels() + "), was " + raw.remaining());
                }
            }
            case ImageInput.Missing() -> violate(i, "content", "must be set");
            case ImageInput.Encoded e -> throw new IllegalStateException("it is to be decoded");
        }
    }

    private void violate(int i, String field, String problem) {
        violations.set(i, new Violation("images[" + i + "]." + field, problem));
    }

    private byte[] valid() {
        List<Violation> all = new ArrayList<>();
        for (int i = 0; i < violations.length(); i++) {
            if (violations.get(i) != null) {
                all.add(violations.get(i));
            }
        }
        if (!all.isEmpty()) {
            throw new InvalidRequest(all);
        }
        return pixels;
    }

    private void settle(int images) {
        if (left.addAndGet(-images) > 0) {
            return;
        }
        if (failure != null) {
            all.completeExceptionally(failure);
            return;
        }
        try {
            all.complete(valid());
        } catch (InvalidRequest e) {
            all.completeExceptionally(e);
        }
    }

    /** When the first image's turn came, by {@link System#nanoTime}. */
    long began() {
        return began;
    }

    private final class Decoding implements ImageTask {

        private final int index;
        private final Decoders decoders;
        private final boolean large;
        private ByteBuffer file;
        private ImageDecoder decoder;

        Decoding(int index, ByteBuffer file, Decoders decoders) {
            this.index = index;
            this.decoders = decoders;
            this.file = file;
            this.large = file.remaining() > Decoders.SMALL_BYTES || open() > Decoders.SMALL_PIXELS;
        }

        /** Reads the header, and tells the pixels. */
        private long open() {
            try {
                decoder = ImageDecoder.open(file);
                return decoder.pixels();
            } catch (InvalidImage e) {
                violate(index, "encoded", e.getMessage());
                return 0;
            }
        }

        @Override
        public void decode() {
            began = began == 0 ? System.nanoTime() : began;
            try {
                if (caller.gone() || failure != null) {
                    throw new CallAbandoned();
                }
                if (decoder != null || open() > 0) {
                    readPixels();
                }
            } catch (CancellationException e) {
                failure = new CallAbandoned();
            } catch (InvalidImage e) {
                violate(index, "encoded", e.getMessage());
            } catch (Throwable e) { // a shortage of memory must not cost the server a decoder
                failure = failure == null ? e : failure;
            } finally {
                end();
            }
        }

        private void readPixels() {
            try (RequestBudget.Reservation _ = decoders.reserve(decoder.memory(), large, caller)) {
                byte[] decoded = decoder.decode(shape, caller::gone);
                System.arraycopy(decoded, 0, pixels, index * shape.bytes(), decoded.length);
            }
        }

        @Override
        public void refuse(RuntimeException reason) {
            failure = failure == null ? reason : failure;
            end();
        }

        private void end() {
            file = null;
            decoder = null;
            settle(1);
        }
    }
}
