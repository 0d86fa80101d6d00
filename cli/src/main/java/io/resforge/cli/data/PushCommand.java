package io.resforge.cli.data;

import com.google.gson.JsonObject;
import io.resforge.cli.common.AuditFile;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.data.ListDataCommand.DatasetJson;
import io.resforge.cli.data.PublishedDataset.KnownSet;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.dataset.DatasetPush;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.SkippedFiles;
import io.resforge.training.dataset.SkippedFiles.DatasetFileList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a data set into a store, for workers on other machines. */
@Command(
        name = "push",
        sortOptions = false,
        description = {
            "Brings a data set into a store, where workers on any machine find it. Small files go together in packs.",
            "What is there already is not sent again: a push that was cut off goes on, and a second one does nothing."
        },
        footer = {
            "",
            "Examples:",
            "  resforge data push cifar10 --store s3://bucket/resforge",
            "  resforge data push ~/pictures --name pictures       then: train --data store:pictures",
            "  resforge data push sample --to s3://bucket/sample   then: train --data s3://bucket/sample"
        })
public final class PushCommand extends ContextCommand {

    @Parameters(
            paramLabel = "FOLDER|NAME",
            description = "A folder with a data set, the name of one that 'resforge data fetch' brought, or 'sample'.")
    private String what;

    @Mixin
    private StoreOption store;

    @Option(names = "--to", paramLabel = "LOCATION", description = "A place for this data set alone, in no store.")
    private String place;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name in the store; the folder's.")
    private String name;

    @Option(names = "--force", description = "Send again what is there already, which mends what is damaged.")
    private boolean force;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (place != null && (name != null || store.isGiven())) {
            throw CommandFailed.badUsage("--to names the whole place, so neither --store nor --name can go with it");
        }
        LocalSet set = LocalSet.of(context, what);
        StoredDataset mirror = place == null
                ? StoredDataset.named(store.openOrCreate(context.home()), set.storedAs(name))
                : StoredDataset.whole(StoreOption.openOrCreate(place));
        Terminal narration = json.narration(context.terminal());
        narration.line("Reading " + HumanFormat.path(set.folder()) + " ...");
        DatasetPush.Source source = set.read(narration);
        try (TransferLine line = new TransferLine(narration, source.name())) {
            DatasetPush.Result result = new DatasetPush(mirror, line::at).push(source, force);
            new AuditFile(context)
                    .changed("push", mirror.toString(), "", "present", result.sentPacks() + " packs sent");
            tell(result, mirror, set.storedAs(name), narration);
        }
        return ExitCodes.OK;
    }

    private void tell(DatasetPush.Result result, StoredDataset mirror, String stored, Terminal narration) {
        String data = place == null ? DatasetLocation.STORE + stored : place;
        narration.line(
                "%s images, %s in %d packs: %s",
                HumanFormat.count((double) result.index().trainingImages()
                        + result.index().testImages()),
                HumanFormat.bytes(result.index().bytes()),
                result.index().packs().size(),
                result.sentPacks() == 0
                        ? "all of it was there already"
                        : HumanFormat.bytes(result.sentBytes()) + " sent");
        narration.line(
                "It is at %s; train on it with @|bold --data %s|@",
                PlainText.of(mirror.toString()), PlainText.of(data));
        if (json.isOn()) {
            JsonObject document = DatasetJson.of(data, result.index());
            document.addProperty("sent_bytes", result.sentBytes());
            JsonOption.print(context.terminal().out(), document);
        }
    }

    /** A data set on this machine. */
    record LocalSet(String name, Path folder) {

        private static final String SAMPLE = "sample";

        /** What a user names: a folder, or a data set that was brought, or the sample. A folder of that name goes first. */
        static LocalSet of(CommandContext context, String what) throws IOException {
            Path folder = Path.of(what).toAbsolutePath().normalize();
            if (Files.isDirectory(folder)) {
                return new LocalSet(String.valueOf(folder.getFileName()), folder);
            }
            if (what.equals(SAMPLE)) {
                return new LocalSet(SAMPLE, SampleDataset.unpacked(context));
            }
            Optional<KnownSet> known = Arrays.stream(KnownSet.values())
                    .filter(set -> set.toString().equals(what))
                    .findFirst();
            if (known.isEmpty()) {
                throw CommandFailed.badUsage(
                        "there is no folder " + folder + ", and no data set of the name '" + what + "'");
            }
            Path fetched = context.home().data().resolve(known.get().published().folder());
            if (!Files.isDirectory(fetched)) {
                throw CommandFailed.badUsage(
                        what + " is not here yet; bring it with 'resforge data fetch " + what + "'");
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
                            .map(file ->
                                    files.folder().relativize(file).toString().replace(File.separatorChar, '/'))
                            .toList());
        }
    }
}
