/** The command that shows what goes on, again and again. */
package io.resforge.cli.top;
