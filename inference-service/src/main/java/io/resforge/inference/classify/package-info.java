/** From the images of a call to its answer, and the feedback on it. */
package io.resforge.inference.classify;
