package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;
import java.time.Instant;

/**
 * That a snapshot is whole: {@code runs/<run>/resume/000001234.json}, written after the file {@code 000001234.safetensors} beside it.
 *
 * @param step of the run that it was taken after, from 0
 * @param sha256 of the file
 * @param bytes of the file
 * @param savedAt when
 */
public record SnapshotRecord(long step, String sha256, long bytes, Instant savedAt) {

    public SnapshotRecord {
        FieldChecks.atLeast("step", 0, step);
        FieldChecks.text("sha256", sha256);
        FieldChecks.atLeast("bytes", 0, bytes);
        FieldChecks.present("savedAt", savedAt);
    }
}
