package io.resforge.trainer.backend.process;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.Submission;
import io.resforge.trainer.contract.SweepRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Workers that are processes of this machine. A run waits in the store until the {@link Supervisor} has room for its worker, and all that is
 * known of a run is in the store. What is to become of a run is recorded there first and its worker stopped then; the supervisor of the
 * worker's machine stops one that is on another.
 */
public final class ProcessBackend implements WorkerBackend {

    private final RunStore store;
    private final TrainingRuns runs;
    private final WorkerLauncher launcher;
    private final Runnable changed;

    /** @param changed told when there is something to do for the supervisor */
    public ProcessBackend(RunStore store, TrainingRuns runs, WorkerLauncher launcher, Runnable changed) {
        this.store = store;
        this.runs = runs;
        this.launcher = launcher;
        this.changed = changed;
    }

    @Override
    public List<Violation> objections(Submission request) {
        return switch (request) {
            case RunRequest run -> launcher.objections(run);
            case SweepRequest _ ->
                throw new UnsupportedOperation(
                        "this control plane trains in processes of its own machine, where a sweep is no run of its own; submit its"
                                + " members one by one, as 'resforge sweep' without --submit does");
        };
    }

    @Override
    public Optional<String> obstacle() {
        return launcher.obstacle();
    }

    /** A worker is started once the run is recorded. */
    @Override
    public Start start(Submission request, RunSpec spec, boolean known) {
        return new Start(
                false,
                () -> {
                    launcher.forgetLog(spec.runId());
                    changed.run();
                },
                () -> {});
    }

    @Override
    public void suspend(String runId) {
        TrainingRun run = runs.require(runId);
        if (!run.isSuspended()) {
            int attempt = run.launch().map(RunAttempt::attempt).orElse(0);
            store.hold(runId, new RunSuspension(true, attempt));
        }
        stop(run);
    }

    @Override
    public void resume(String runId) {
        runs.require(runId).hold().filter(RunSuspension::held).ifPresent(hold -> store.hold(runId, hold.released()));
        changed.run();
    }

    /** A worker looks into the store before it publishes. */
    @Override
    public void ending(RunView run, RunEnd end) {
        // What is to be prepared for the end of a process is nothing.
    }

    @Override
    public void stop(String runId) {
        runs.find(runId).ifPresent(this::stop);
    }

    private void stop(TrainingRun run) {
        run.launch().ifPresent(launch -> launcher.stop(run.id(), launch));
    }

    /** Stops its worker too: one that was killed, or that hangs, may not have seen the end yet. */
    @Override
    public void remove(String runId) {
        stop(runId);
        launcher.forgetLog(runId);
    }

    @Override
    public Optional<RunView> observe(String runId) {
        return runs.find(runId).map(TrainingRun::view);
    }

    @Override
    public Optional<RunView> observe(SubmissionEntry listed) {
        return runs.readable(listed).map(TrainingRun::view);
    }

    @Override
    public List<Seen> seen(Set<String> listed) {
        return List.of();
    }

    @Override
    public RunLog log(String runId, OptionalInt tail, boolean follow, BooleanSupplier ended) {
        return new FileLog(launcher.log(runId), tail, () -> !follow || ended.getAsBoolean());
    }

    /** A log that is a file, which may not be there yet, and may grow. */
    static final class FileLog implements RunLog {

        private static final int CHUNK = 64 * 1024;

        private final Path file;
        private final OptionalInt tail;
        private final BooleanSupplier complete;
        private long position = -1;

        /**
         * @param tail only so many of the last lines that are there; empty for all
         * @param complete whether nothing will be added any more
         */
        FileLog(Path file, OptionalInt tail, BooleanSupplier complete) {
            this.file = file;
            this.tail = tail;
            this.complete = complete;
        }

        @Override
        public Lines read() {
            // Asked first: what is added after the answer is yes is nothing.
            boolean over = complete.getAsBoolean();
            if (!Files.exists(file)) {
                return over ? Lines.end() : Lines.none();
            }
            try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
                if (position < 0) {
                    position = tail.isEmpty() ? 0 : beginOfTail(log, tail.getAsInt());
                }
                return lines(log, over);
            } catch (IOException e) {
                throw new UncheckedIOException("could not read the log " + file, e);
            }
        }

        private Lines lines(RandomAccessFile log, boolean over) throws IOException {
            byte[] chunk = new byte[(int) Math.min(CHUNK, log.length() - position)];
            log.seek(position);
            log.readFully(chunk);
            boolean rest = position + chunk.length == log.length();
            int length = over && rest || chunk.length == CHUNK && lastLineEnd(chunk) == 0
                    ? chunk.length
                    : lastLineEnd(chunk);
            position += length;
            List<String> lines =
                    new String(chunk, 0, length, StandardCharsets.UTF_8).lines().toList();
            return new Lines(lines, lines.isEmpty() ? "" : file.getFileName().toString(), over && rest);
        }

        /** How many bytes make whole lines. */
        private static int lastLineEnd(byte[] chunk) {
            int length = chunk.length;
            while (length > 0 && chunk[length - 1] != '\n') {
                length--;
            }
            return length;
        }

        /** Where the last lines begin; looks at the file from its end. */
        private static long beginOfTail(RandomAccessFile log, int lines) throws IOException {
            long end = log.length();
            int missing = lines + 1;
            while (end > 0) {
                byte[] chunk = new byte[(int) Math.min(CHUNK, end)];
                log.seek(end - chunk.length);
                log.readFully(chunk);
                for (int i = chunk.length - 1; i >= 0; i--) {
                    boolean lineEnd = chunk[i] == '\n' || end - chunk.length + i == log.length() - 1;
                    if (lineEnd && --missing == 0) {
                        return end - chunk.length + i + 1;
                    }
                }
                end -= chunk.length;
            }
            return 0;
        }

        @Override
        public void close() {
            // The file is opened for each look.
        }
    }
}
