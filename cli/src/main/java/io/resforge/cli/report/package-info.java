/** What came of runs, to look at. */
package io.resforge.cli.report;
