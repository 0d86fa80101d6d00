package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;

/**
 * How the members of a sweep ended whose Job is over: {@code runs/<run>/members.json}, created once, so that the members need not be read.
 *
 * @param count how many there are
 * @param succeeded how many of them ended with a version
 * @param failed the places of those that did not, from 0, as ranges: {@code 1,3-5}; empty for none
 */
public record SweepRecord(int count, int succeeded, String failed) {

    public SweepRecord {
        FieldChecks.atLeast("count", 1, count);
        FieldChecks.atLeast("succeeded", 0, succeeded);
        FieldChecks.present("failed", failed);
    }
}
