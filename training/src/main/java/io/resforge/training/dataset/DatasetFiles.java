package io.resforge.training.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that a data set consists of, without what else may lie in its folder.
 *
 * @param folder that holds them; for an archive's folder within the one that was named, that one
 * @param files all below the folder
 */
public record DatasetFiles(Path folder, List<Path> files) {

    public DatasetFiles {
        files = List.copyOf(files);
    }

    /**
     * Looks which files a data set has, and reads none.
     *
     * @throws InvalidDataset if the folder holds no data set
     */
    public static DatasetFiles in(Path folder) {
        Source source = Source.in(folder);
        return new DatasetFiles(source.folder(), source.files());
    }
}
