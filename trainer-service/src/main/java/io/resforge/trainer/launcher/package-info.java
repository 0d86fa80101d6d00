/** Who does the work: the port, and its adapter for child processes on this machine. */
package io.resforge.trainer.launcher;
