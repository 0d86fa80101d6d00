/** What a person sees: colours, tables, bars and lines that move, each only where the terminal can show it. */
package io.resforge.cli.terminal;
