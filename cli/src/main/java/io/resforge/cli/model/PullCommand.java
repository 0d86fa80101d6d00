package io.resforge.cli.model;

import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.KeyOptions;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a version out of a store. */
@Command(
        name = "pull",
        sortOptions = false,
        description = {
            "Copies the files of a version into a folder, each checked against the manifest; with --trusted also against the"
                    + " signature.",
            "The folder holds what was signed and the signature, model.sig, and nothing else."
        },
        footer = {
            "",
            "Examples:",
            "  resforge models pull 3 --to cifar10-3 --trusted trusted.pem",
            "  model_signing verify key cifar10-3 --signature cifar10-3/model.sig --public_key trusted.pem"
        })
final class PullCommand extends ContextCommand {

    @Parameters(paramLabel = "VERSION", description = "The version.")
    private String version;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FOLDER",
            description = "A folder that is empty or not there.")
    private Path folder;

    @Mixin
    private StoredModelOption model;

    @Mixin
    private KeyOptions.Trusted trusted;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        Seal seal = trusted.isGiven() ? trusted.seal() : Seal.NONE;
        ObjectStore objects = store.open(context.home());
        String name = model.name(objects);
        Map<String, byte[]> files =
                new Checkpoints(objects, Clock.systemUTC(), seal).download(name, StoredModelOption.version(version));
        Files.createDirectories(folder);
        try (Stream<Path> there = Files.list(folder)) {
            if (there.findAny().isPresent()) {
                throw CommandFailed.badUsage("--to must be an empty folder or none yet, " + folder + " has files");
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty("model", name);
            document.addProperty("version", version);
            document.addProperty("folder", folder.toString());
            document.add("files", JsonOption.list(files.keySet()));
            JsonOption.print(context.terminal().out(), document);
            return ExitCodes.OK;
        }
        context.terminal()
                .line("Wrote " + files.size() + " files of version " + version + " of model " + name + " to "
                        + PlainText.of(folder.toString()) + ".");
        return ExitCodes.OK;
    }
}
