/** The {@code resforge} command line. */
package io.resforge.cli;
