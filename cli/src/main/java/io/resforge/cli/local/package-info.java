/** Both services as child processes on this machine. */
package io.resforge.cli.local;
