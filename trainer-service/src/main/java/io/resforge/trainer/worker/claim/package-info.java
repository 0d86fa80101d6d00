/** How one process becomes the only worker of a run: on a machine, and in a pod. */
package io.resforge.trainer.worker.claim;
