/** What happens in the cluster, as the API server tells it. */
package io.resforge.trainer.backend.kubernetes.watch;
