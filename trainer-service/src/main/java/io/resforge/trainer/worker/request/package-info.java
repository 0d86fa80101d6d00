/** What a worker is started for, from its command line to the run in the store. */
package io.resforge.trainer.worker.request;
