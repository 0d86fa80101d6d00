package io.resforge.trainer.worker;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunSpec;

/**
 * What a worker was given to do.
 *
 * @param spec the run
 * @param launch the attempt at it that this process is
 */
record Assigned(RunSpec spec, Launch launch) {

    String runId() {
        return spec.runId();
    }
}
