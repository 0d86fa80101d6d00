/** Our own HTTP interface and the Open Inference Protocol over HTTP. */
package io.resforge.inference.api.http;
