/** The control plane's pages: runs, sweeps and models, over the same services as gRPC. */
package io.resforge.trainer.api.page;
