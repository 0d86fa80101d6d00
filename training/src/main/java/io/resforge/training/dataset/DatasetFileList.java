package io.resforge.training.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that a data set consists of, without what else may lie in its folder.
 *
 * @param folder that holds them; for an archive's folder within the one that was named, that one
 * @param files all below the folder
 * @param skipped what else is below the folder
 */
public record DatasetFileList(Path folder, List<Path> files, List<SkippedFiles> skipped) {

    public DatasetFileList {
        files = List.copyOf(files);
        skipped = List.copyOf(skipped);
    }

    /**
     * Looks which files a data set has, and reads none.
     *
     * @throws InvalidDataset if the folder holds no data set
     */
    public static DatasetFileList in(Path folder) {
        DatasetSource source = DatasetSource.in(folder);
        List<Path> files = source.files();
        return new DatasetFileList(
                source.folder(), files, SkippedFiles.in(source.folder(), files, source::reasonToSkip));
    }
}
