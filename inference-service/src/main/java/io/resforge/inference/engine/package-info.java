/** What computes networks, and which engine is fastest for a batch. */
package io.resforge.inference.engine;
