/** Metrics, traces and logs of what happens; any part may tell it, and none waits for it. */
package io.resforge.inference.telemetry;
