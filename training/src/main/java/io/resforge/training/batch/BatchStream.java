package io.resforge.training.batch;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.torch.DeviceImages;
import io.resforge.neuralnet.torch.TrainingBatch;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Prepares batches ahead on a thread of its own, so that the training thread finds the next one ready. A ring of
 * {@value #RING} batches bounds the memory. One thread reads, and closes.
 */
public final class BatchStream implements AutoCloseable {

    /** One in the step, one being filled, and two ready in case filling is held up. */
    static final int RING = 4;

    private sealed interface Delivery {

        record Filled(TrainingBatch batch) implements Delivery {}

        record Ended() implements Delivery {}

        record Failed(Throwable cause) implements Delivery {}
    }

    private final BlockingQueue<TrainingBatch> free = new ArrayBlockingQueue<>(RING);
    // Room for the whole ring and the end, so that the producer never waits here.
    private final BlockingQueue<Delivery> ready = new ArrayBlockingQueue<>(RING + 1);
    private final Optional<DeviceImages> device;
    private final Thread producer;

    private BatchStream(BatchSource source, Supplier<TrainingBatch> memory, Optional<DeviceImages> device) {
        this.device = device;
        for (int i = 0; i < RING; i++) {
            free.add(memory.get());
        }
        producer = Thread.ofPlatform().name("resforge-batches").daemon().unstarted(() -> produce(source));
    }

    /** Begins to prepare the batches of a source, none with more than {@code capacity} images. */
    static BatchStream start(BatchSource source, ImageShape shape, int capacity) {
        return started(new BatchStream(source, () -> new TrainingBatch(shape, capacity), Optional.empty()));
    }

    /**
     * Begins to prepare batches that are put together on the device.
     *
     * @param device closed with the stream
     */
    static BatchStream start(BatchSource source, DeviceImages device, int capacity) {
        return started(new BatchStream(source, () -> new TrainingBatch(device, capacity), Optional.of(device)));
    }

    private static BatchStream started(BatchStream stream) {
        stream.producer.start();
        return stream;
    }

    private void produce(BatchSource source) {
        try {
            TrainingBatch batch = free.take();
            while (source.fill(batch)) {
                ready.add(new Delivery.Filled(batch));
                batch = free.take();
            }
            ready.add(new Delivery.Ended());
        } catch (Throwable e) { // whatever it is, the reader must not wait for ever
            ready.add(new Delivery.Failed(e));
        }
    }

    /**
     * The next batch, which the caller closes.
     *
     * @throws BatchFailure if it could not be prepared
     * @throws NoSuchElementException after the last
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public PreparedBatch next() throws InterruptedException {
        Delivery delivery = ready.take();
        return switch (delivery) {
            case Delivery.Filled(TrainingBatch batch) -> new PreparedBatch(batch, free::add);
            case Delivery.Ended() -> {
                ready.add(delivery);
                throw new NoSuchElementException("all batches have been read");
            }
            case Delivery.Failed(Throwable cause) -> {
                ready.add(delivery);
                throw new BatchFailure(cause);
            }
        };
    }

    /** Whether the producer's thread is there. */
    boolean isRunning() {
        return producer.isAlive();
    }

    /** Stops preparing; the thread has ended when this returns. */
    @Override
    public void close() {
        producer.interrupt();
        boolean interrupted = false;
        while (producer.isAlive()) {
            try {
                producer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        device.ifPresent(DeviceImages::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Preparing a batch failed; the cause says how. */
    public static final class BatchFailure extends RuntimeException {

        BatchFailure(Throwable cause) {
            super("cannot prepare the next batch: " + cause, cause);
        }
    }

    /** Where batches come from; called by one thread. */
    @FunctionalInterface
    interface BatchSource {

        /** Fills a batch and sets its count; false if there are no more. */
        boolean fill(TrainingBatch batch);
    }

    /**
     * A filled batch on loan from its stream: the reader closes it when the step no longer needs its memory.
     *
     * @param batch the images
     * @param giveBack what takes the memory back
     */
    public record PreparedBatch(TrainingBatch batch, Consumer<TrainingBatch> giveBack) implements AutoCloseable {

        @Override
        public void close() {
            giveBack.accept(batch);
        }
    }
}
