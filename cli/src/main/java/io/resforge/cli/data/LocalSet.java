package io.resforge.cli.data;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.dataset.DatasetPush;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.DatasetFileList;
import io.resforge.training.dataset.SkippedFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A data set on this machine.
 *
 * @param name as it is usually called
 */
record LocalSet(String name, Path folder) {

    private static final String SAMPLE = "sample";

    /** What a user names: a folder, or a data set that was brought, or the sample. A folder of that name goes first. */
    static LocalSet of(CommandContext session, String what) throws IOException {
        Path folder = Path.of(what).toAbsolutePath().normalize();
        if (Files.isDirectory(folder)) {
            return new LocalSet(String.valueOf(folder.getFileName()), folder);
        }
        if (what.equals(SAMPLE)) {
            return new LocalSet(SAMPLE, SampleDataset.unpacked(session));
        }
        Optional<KnownSet> known = Arrays.stream(KnownSet.values())
                .filter(set -> set.toString().equals(what))
                .findFirst();
        if (known.isEmpty()) {
            throw CommandFailed.badUsage(
                    "there is no folder " + folder + ", and no data set of the name '" + what + "'");
        }
        Path fetched = session.home().data().resolve(known.get().published().folder());
        if (!Files.isDirectory(fetched)) {
            throw CommandFailed.badUsage(what + " is not here yet; bring it with 'resforge data fetch " + what + "'");
        }
        return new LocalSet(what, fetched);
    }

    /** The name that it gets in a store. */
    String storedAs(String chosen) {
        try {
            return StoredDataset.requireName(chosen == null ? name : chosen);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage() + (chosen == null ? "; choose one with --name" : ""));
        }
    }

    /** Reads all of it, so that nothing is stored that cannot be trained on, and tells what else is in its folder. */
    DatasetPush.Source read(Terminal narration) {
        Dataset images = Dataset.open(folder);
        DatasetFileList files = DatasetFileList.in(folder);
        SkippedFiles.sentence(files.skipped()).ifPresent(narration::plainLine);
        return new DatasetPush.Source(
                String.valueOf(files.folder().getFileName()),
                images.digest(),
                images.labels().size(),
                images.training().count(),
                images.test().map(test -> test.count()).orElse(0),
                files.folder(),
                files.files().stream()
                        .map(file -> files.folder().relativize(file).toString().replace(File.separatorChar, '/'))
                        .toList());
    }
}
