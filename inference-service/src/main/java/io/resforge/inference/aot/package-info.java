/** One start of the service with a network that knows nothing, from which Java learns which classes a start needs. */
package io.resforge.inference.aot;
