package io.resforge.registry.run;

import java.time.Instant;
import java.util.Map;

/**
 * What a run was asked to do: {@code runs/<run>/spec.json}. It never changes.
 *
 * @param runId lower-case letters, digits and dashes, at most 63
 * @param model that gets the checkpoint
 * @param dataset folder, as the worker sees it
 * @param fromVersion the version to begin with, or null for fresh weights
 * @param recipe the training recipe as JSON, every default filled in
 * @param submittedAt when
 */
public record RunSpec(
        String runId,
        String model,
        String dataset,
        String fromVersion,
        Map<String, Object> recipe,
        Instant submittedAt) {}
