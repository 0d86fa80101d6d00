package io.resforge.registry.run;

import java.time.Instant;

/**
 * That a run was submitted.
 *
 * @param runId of the run
 * @param at when
 */
public record SubmissionEntry(String runId, Instant at) {}
