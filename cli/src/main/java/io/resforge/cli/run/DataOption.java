package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Session;
import io.resforge.cli.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the images are. */
public final class DataOption {

    private static final String FETCHED = "cifar-10-batches-bin";
    private static final Path SAMPLE = Path.of("sample");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "A data set's official files, or images as [train/]<class>/*.png|jpg; 'sample' stands for the 6,000 images of"
                            + " the checkout. Default: what 'resforge data fetch cifar10' brought.")
    private Path data;

    /** For picocli. */
    public DataOption() {}

    /** Whether the user named a folder. */
    public boolean isGiven() {
        return data != null;
    }

    /**
     * The folder, as an absolute path.
     *
     * @param here whether who reads it is on this machine
     */
    public Path folder(Session session, boolean here) throws IOException {
        Path folder = data == null
                ? session.home().data().resolve(FETCHED)
                : data.toAbsolutePath().normalize();
        if (data != null && (data.equals(SAMPLE) || folder.equals(Sample.sheets(session)))) {
            return Sample.unpacked(session);
        }
        if (Files.isDirectory(folder) || data != null && !here) {
            return folder; // a server elsewhere has folders of its own
        }
        throw CommandFailed.badUsage(
                data == null
                        ? "there is no data set yet; bring one with 'resforge data fetch cifar10', or name a folder with --data"
                        : "there is no folder " + folder);
    }
}
