/** What goes wrong between the control plane and Kubernetes. */
package io.resforge.trainer.kubernetes.failure;
