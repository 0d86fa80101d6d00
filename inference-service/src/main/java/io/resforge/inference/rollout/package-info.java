/** From a promotion to a version that serves: plan, reconcile, load, trial. */
package io.resforge.inference.rollout;
