package io.resforge.trainer.control;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.run.TrainingRun;

/**
 * A run that goes on in another worker.
 *
 * @param run of which nobody has recorded an end
 * @param gone its worker until now
 * @param reason why that one is gone, in words
 */
record RunRetry(TrainingRun run, RunAttempt gone, String reason) {}
