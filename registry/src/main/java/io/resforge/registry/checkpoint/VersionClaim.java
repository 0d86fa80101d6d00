package io.resforge.registry.checkpoint;

import java.time.Instant;
import java.util.UUID;

/**
 * Who has a version's number: {@code models/<model>/versions/<version>/claim.json}.
 *
 * @param runId the run that publishes
 * @param token random, so that no two claims have the same bytes
 * @param claimedAt when
 */
record VersionClaim(String runId, UUID token, Instant claimedAt) {}
