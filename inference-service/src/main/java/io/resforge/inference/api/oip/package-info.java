/** The Open Inference Protocol, whatever it is carried by. */
package io.resforge.inference.api.oip;
