/** The connection to Kubernetes, and what its refusals mean. */
package io.resforge.trainer.backend.kubernetes.client;
