package io.resforge.registry.run;

import io.resforge.registry.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/** The runs in a store. */
public final class Runs {

    public Runs(ObjectStore store) {
        throw new UnsupportedOperationException();
    }

    /** Records a run; false if one with this id exists. */
    public boolean submit(RunSpec spec) {
        throw new UnsupportedOperationException();
    }

    /** All run ids, the newest submission first. */
    public List<String> ids() {
        throw new UnsupportedOperationException();
    }

    public Optional<RunSpec> spec(String runId) {
        throw new UnsupportedOperationException();
    }

    public Optional<Launch> launch(String runId) {
        throw new UnsupportedOperationException();
    }

    /** Claims the right to launch a run; false if somebody has it. */
    public boolean claim(String runId, Launch launch) {
        throw new UnsupportedOperationException();
    }

    /** Completes one's own claim with the process that was started. */
    public void launched(String runId, Launch launch) {
        throw new UnsupportedOperationException();
    }

    public Optional<RunStatus> status(String runId) {
        throw new UnsupportedOperationException();
    }

    public void report(String runId, RunStatus status) {
        throw new UnsupportedOperationException();
    }

    /** The finished epochs, in order. */
    public List<EpochRecord> epochs(String runId) {
        throw new UnsupportedOperationException();
    }

    public void finish(String runId, EpochRecord epoch) {
        throw new UnsupportedOperationException();
    }

    public Optional<RunEnd> end(String runId) {
        throw new UnsupportedOperationException();
    }

    /** Records how a run ended; false if that was recorded before, and nothing is changed then. */
    public boolean end(String runId, RunEnd end) {
        throw new UnsupportedOperationException();
    }
}
