package io.resforge.registry.run;

import java.time.Instant;

/** When a run was submitted. */
public record SubmissionEntry(String runId, Instant at) {}
