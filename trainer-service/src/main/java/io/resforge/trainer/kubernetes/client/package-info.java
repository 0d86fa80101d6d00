/** The connection to Kubernetes. */
package io.resforge.trainer.kubernetes.client;
