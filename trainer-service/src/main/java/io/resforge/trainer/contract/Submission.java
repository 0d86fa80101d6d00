package io.resforge.trainer.contract;

import io.resforge.registry.run.RunSpec;
import java.time.Instant;
import java.util.Optional;

/** A run that is asked for: one training, or a sweep of several as one run. */
public sealed interface Submission permits RunRequest, SweepRequest {

    /** The id that the client chose; empty leaves the choice to the control plane. */
    Optional<String> runId();

    /** What the id begins with where the control plane chooses it. */
    String name();

    /** What is recorded of this request. */
    RunSpec spec(String runId, Instant submittedAt);
}
