/** Many runs from one file: each member is a run of its own, and the table at the end is read from their results. */
package io.resforge.cli.sweep;
