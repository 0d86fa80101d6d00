/** Where a run stands, read from a Job, its pods and the store: pure functions of what was seen. */
package io.resforge.trainer.backend.kubernetes.state;
