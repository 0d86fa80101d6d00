package io.resforge.trainer.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.safetensors.Safetensors;
import io.resforge.registry.safetensors.Safetensors.TensorFile;
import io.resforge.registry.store.StoreFailure;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.Snapshots;
import io.resforge.training.resume.Snapshot.UnusableSnapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A run's snapshots in the store. They are written on a thread of their own: training waits only while the numbers are copied out of the
 * network. A store that fails costs a snapshot, and never the run.
 */
final class StoredSnapshots implements Snapshots, AutoCloseable {

    /** The fact that tells the snapshots of a run from those of an earlier one of its id. */
    private static final String SUBMITTED = "submitted";

    private final SnapshotFiles files;
    private final String submission;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final BooleanSupplier recorded;
    private final BooleanSupplier unwanted;
    private final Runnable kept;
    private final WorkerLog log;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("snapshots").daemon().factory());

    private long last;
    private Future<?> writing;

    /**
     * How snapshots are kept.
     *
     * @param storeTimeout for how long a store that fails is asked again for the one to go on from
     * @param last for how long the last one may be written before this process ends
     */
    record Limits(Duration interval, Duration storeTimeout, Duration last) {}

    /**
     * @param submission when the run was submitted, in words
     * @param recorded whether all epochs that were finished are in the store: they must be there before a snapshot that goes on
     *     behind them
     * @param unwanted whether no worker will go on with the run, or another one does already
     * @param kept told after each that was written
     */
    StoredSnapshots(
            SnapshotFiles files,
            String submission,
            Limits limits,
            LongSupplier nanoTime,
            BooleanSupplier recorded,
            BooleanSupplier unwanted,
            Runnable kept,
            WorkerLog log) {
        this.files = files;
        this.submission = submission;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.recorded = recorded;
        this.unwanted = unwanted;
        this.kept = kept;
        this.log = log;
        this.last = nanoTime.getAsLong();
    }

    /** The newest that is whole, to go on from; empty if there is none, and the run begins at its beginning. */
    Optional<Snapshot> newest() {
        var retries = StoreRetries.lasting(limits.storeTimeout(), log);
        for (long step : retries.get(files::steps)) {
            try {
                Snapshot snapshot = SnapshotCodec.decode(retries.get(() -> files.load(step)));
                snapshot.place();
                snapshot.threads();
                snapshot.precision();
                if (snapshot.has(SUBMITTED) && !snapshot.fact(SUBMITTED).equals(submission)) {
                    throw new UnusableSnapshot("it is of an earlier run of this id");
                }
                return Optional.of(snapshot);
            } catch (DamagedObject | IllegalArgumentException | UnusableSnapshot e) {
                log.say("warning: the snapshot of step %,d is passed over: %s", step, e.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean due() {
        boolean idle = writing == null || writing.isDone();
        return idle && nanoTime.getAsLong() - last >= limits.interval().toNanos();
    }

    @Override
    public void keep(Snapshot snapshot) {
        last = nanoTime.getAsLong();
        writing = writer.submit(() -> write(snapshot));
    }

    @Override
    public void keepLast(Snapshot snapshot) {
        try {
            writer.submit(() -> write(snapshot)).get(limits.last().toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            log.say("warning: the last snapshot took too long to write");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the last snapshot was not written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Snapshot snapshot) {
        long step = snapshot.steps();
        try {
            if (unwanted.getAsBoolean()) {
                return;
            }
            if (!recorded.getAsBoolean()) {
                log.say("warning: the snapshot of step %,d is left out, since the store lacks an epoch", step);
                return;
            }
            byte[] content = SnapshotCodec.encode(snapshot.with(SUBMITTED, submission));
            files.save(step, content);
            kept.run();
            log.say("kept a snapshot of step %,d (%.1f MB)", step, content.length / 1e6);
        } catch (StoreFailure e) {
            log.say("warning: the snapshot of step %,d is not kept: %s", step, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            log.say("warning: the snapshot of step %,d is not kept", step);
            log.trace(e);
        }
    }

    /** Ends the thread, after what it is writing. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(limits.last().toMillis(), MILLISECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Snapshots as safetensors files: the vectors are tensors of one dimension, the facts are metadata. */
    static final class SnapshotCodec {

        private SnapshotCodec() {}

        static byte[] encode(Snapshot snapshot) {
            List<NamedTensor> tensors = snapshot.vectors().entrySet().stream()
                    .map(vector ->
                            new NamedTensor(vector.getKey(), List.of(vector.getValue().length), vector.getValue()))
                    .toList();
            return Safetensors.encode(new TensorFile(tensors, snapshot.facts()));
        }

        /** @throws IllegalArgumentException if the bytes are no safetensors file */
        static Snapshot decode(byte[] file) {
            TensorFile content = Safetensors.decode(file);
            SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
            content.tensors().forEach(tensor -> vectors.put(tensor.name(), tensor.values()));
            return new Snapshot(new LinkedHashMap<>(content.metadata()), vectors);
        }
    }
}
