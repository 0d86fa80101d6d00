package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;

/**
 * How the members of a sweep ended: {@code runs/<run>/members.json}, created once its Job is over.
 *
 * @param failed the places of those that did not succeed, from 0, as ranges: {@code 1,3-5}; empty for none
 */
public record SweepRecord(int count, int succeeded, String failed) {

    public SweepRecord {
        FieldChecks.atLeast("count", 1, count);
        FieldChecks.atLeast("succeeded", 0, succeeded);
        FieldChecks.present("failed", failed);
    }
}
