package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.data.SampleDataset;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.dataset.DatasetCache;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.registry.dataset.TransferProgress;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.dataset.SkippedFiles;
import io.resforge.training.dataset.SkippedFiles.DatasetFileList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the images are. */
public final class DataOption {

    private static final String FETCHED = "cifar-10-batches-bin";
    private static final String SAMPLE = "sample";

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "A folder with a data set's official files, or with images as [train/]<class>/*.png|jpg; 'sample' stands for the"
                            + " 6,000 images of the checkout; store:NAME, s3://... or the like for what 'resforge data push' put into a"
                            + " store. Default: what 'resforge data fetch cifar10' brought.")
    private String data;

    /** Whether the user named a place. */
    public boolean isGiven() {
        return data != null;
    }

    /**
     * Where the worker finds the data set: the absolute path of a folder, or a place in a store as the user wrote it.
     *
     * @param here whether the worker is on this machine
     */
    public String location(CommandContext context, boolean here) throws IOException {
        if (data == null) {
            return fetched(context).toString();
        }
        return switch (parsed()) {
            case DatasetLocation.Sample _ when !here -> SAMPLE; // a server elsewhere has its own
            case DatasetLocation.Sample _ -> SampleDataset.unpacked(context).toString();
            case DatasetLocation.Named named -> DatasetLocation.STORE + named.name();
            case DatasetLocation.Elsewhere(String location) -> location;
            case DatasetLocation.Folder(Path path) ->
                folder(context, path, here).toString();
        };
    }

    /** A folder of this machine with the images; those in a store are brought into the state folder's cache. */
    public Path folder(CommandContext context, StoreOption store) throws IOException, InterruptedException {
        if (data == null) {
            return fetched(context);
        }
        DatasetCache cache = new DatasetCache(context.home().cache().resolve("datasets"));
        return switch (parsed()) {
            case DatasetLocation.Sample _ -> SampleDataset.unpacked(context);
            case DatasetLocation.Named(String name) ->
                cache.folder(StoredDataset.named(store.open(context.home()), name), TransferProgress.NONE);
            case DatasetLocation.Elsewhere elsewhere -> cache.folder(elsewhere.open(), TransferProgress.NONE);
            case DatasetLocation.Folder(Path path) -> folder(context, path, true);
        };
    }

    /** Tells which files in a folder of this machine are not read; of other places the worker's log does. */
    public static void tellSkipped(String location, Terminal terminal) {
        try {
            Path folder = Path.of(location);
            if (folder.isAbsolute() && Files.isDirectory(folder)) {
                SkippedFiles.sentence(DatasetFileList.in(folder).skipped()).ifPresent(terminal::plainLine);
            }
        } catch (InvalidPathException | InvalidDataset refused) {
            // The service refuses it as well, and says why.
        }
    }

    private DatasetLocation parsed() {
        try {
            return DatasetLocation.parse(data);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage("--data: " + e.getMessage());
        }
    }

    private static Path fetched(CommandContext context) {
        Path folder = context.home().data().resolve(FETCHED);
        if (!Files.isDirectory(folder)) {
            throw CommandFailed.badUsage(
                    "there is no data set yet; try the sample with '--data sample', bring all of CIFAR-10 with"
                            + " 'resforge data fetch cifar10', or name a folder with --data");
        }
        return folder;
    }

    private static Path folder(CommandContext context, Path named, boolean here) throws IOException {
        Path folder = named.toAbsolutePath().normalize();
        if (folder.equals(SampleDataset.sheets(context))) {
            return SampleDataset.unpacked(context);
        }
        if (!Files.isDirectory(folder) && here) {
            throw CommandFailed.badUsage("there is no folder " + folder);
        }
        return folder; // a server elsewhere has folders of its own
    }
}
