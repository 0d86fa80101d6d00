/** Brings data sets. */
package io.resforge.cli.data;
