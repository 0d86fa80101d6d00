/** Where a run stands, read from a Job, its pods and the store: functions of what was seen, which ask nobody. */
package io.resforge.trainer.backend.kubernetes.state;
