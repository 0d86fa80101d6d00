/** The queue of images that clients share, and the workers that compute batches of them. */
package io.resforge.inference.batching;
