/** What a live worker tells whoever watches it. */
package io.resforge.trainer.worker.metrics;
