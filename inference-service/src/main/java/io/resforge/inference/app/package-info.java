/** Puts the parts of the service together, starts and stops them. */
package io.resforge.inference.app;
