package io.resforge.trainer.testing;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.WorkerLauncher;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts nothing, and remembers what it was asked for. */
public final class FakeLauncher implements WorkerLauncher {

    private final String host;
    private final int capacity;
    private final List<String> launched = Collections.synchronizedList(new ArrayList<>());
    private final List<String> stopped = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();
    private final Map<String, Liveness> liveness = new HashMap<>();
    private List<Violation> objections = List.of();
    private String failure;
    private String obstacle;

    public FakeLauncher(String host, int capacity) {
        this.host = host;
        this.capacity = capacity;
    }

    public List<String> launched() {
        return launched;
    }

    public List<String> forgotten() {
        return forgotten;
    }

    public List<String> stopped() {
        return stopped;
    }

    public void objectTo(String field, String description) {
        objections = List.of(new Violation(field, description));
    }

    /** What is in the way of every worker from now on; null for nothing. */
    public void obstruct(String words) {
        obstacle = words;
    }

    /** Why no worker comes to life from now on; null for nothing. */
    public void failWith(String message) {
        failure = message;
    }

    public void setLiveness(String runId, Liveness now) {
        liveness.put(runId, now);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public List<Violation> objections(RunRequest request) {
        return objections;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    @Override
    public RunAttempt claim() {
        return SampleRuns.launch(host, 0);
    }

    @Override
    public RunAttempt launch(TrainingRun run, RunAttempt claim) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        launched.add(run.id());
        // A new worker lives, whatever became of the one before.
        liveness.remove(run.id());
        return claim.withProcess(4710 + claim.attempt(), SampleRuns.NOW);
    }

    @Override
    public Liveness liveness(String runId, RunAttempt launch) {
        return liveness.getOrDefault(runId, new Liveness.Alive());
    }

    @Override
    public void forgetLog(String runId) {
        forgotten.add(runId);
    }

    @Override
    public Path log(String runId) {
        return Path.of("/no/such/folder", runId + ".log");
    }

    @Override
    public void stop(String runId, RunAttempt launch) {
        stopped.add(runId);
    }
}
