package io.resforge.registry.dataset;

import io.resforge.registry.dataset.Pack.StoredFile;
import io.resforge.registry.value.FieldChecks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a stored data set is: {@code index.json}, written after all packs, and never changed. Equal folders make equal
 * bytes, so the index has no time and no place in it.
 *
 * @param name of the data set's folder
 * @param digest of all images and labels, as training computes it
 * @param testImages 0 where there are none
 */
public record DatasetIndex(
        int format, String name, String digest, int classes, int trainingImages, int testImages, List<Pack> packs) {

    /** The version of the format that this build writes and reads. */
    public static final int FORMAT = 1;

    public DatasetIndex {
        if (format != FORMAT) {
            throw new IllegalArgumentException("the format must be " + FORMAT + " for this build, was " + format);
        }
        StoredFile.requireName(name);
        FieldChecks.text("digest", digest);
        FieldChecks.atLeast("classes", 1, classes);
        FieldChecks.atLeast("trainingImages", 1, trainingImages);
        FieldChecks.atLeast("testImages", 0, testImages);
        packs = List.copyOf(FieldChecks.present("packs", packs));
        Set<String> paths = new HashSet<>();
        packs.stream().flatMap(pack -> pack.files().stream()).forEach(file -> {
            if (!paths.add(file.path())) {
                throw new IllegalArgumentException("the file " + file.path() + " is named twice");
            }
        });
    }

    /** All files. */
    public Stream<StoredFile> files() {
        return packs.stream().flatMap(pack -> pack.files().stream());
    }

    /** Size of all files. */
    public long bytes() {
        return packs.stream().mapToLong(Pack::bytes).sum();
    }
}
