/** Asks the live model what is in files, folders of them, or standard input. */
package io.resforge.cli.classify;
