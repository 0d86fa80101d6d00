package io.resforge.registry.dataset;

import io.resforge.registry.value.FieldChecks;
import java.util.List;

/**
 * Some files of a data set in one object, one after the other, so that thousands of small images are a few objects.
 *
 * @param sha256 of the object, which is its name too
 * @param files in the order in which they lie there, at least one
 */
public record Pack(String sha256, List<StoredFile> files) {

    /** What is larger is not read into one array. */
    static final long MOST_BYTES = 1L << 30;

    public Pack {
        StoredFile.requireSha256(sha256);
        files = List.copyOf(FieldChecks.present("a pack's files", files));
        FieldChecks.atLeast("the number of a pack's files", 1, files.size());
        long bytes = files.stream().mapToLong(StoredFile::bytes).sum();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a pack has at most " + MOST_BYTES + " bytes, was " + bytes);
        }
    }

    /** Size of the object. */
    public long bytes() {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }
}
