/** Training a version again, to see whether it comes out the same. */
package io.resforge.cli.reproduce;
