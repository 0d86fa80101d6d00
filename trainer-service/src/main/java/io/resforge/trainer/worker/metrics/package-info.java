/** What a live worker tells of itself. */
package io.resforge.trainer.worker.metrics;
