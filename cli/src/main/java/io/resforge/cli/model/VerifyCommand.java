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
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.signature.ModelSignature;
import io.resforge.registry.signature.SignedFolder;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks the signature of a version or of a folder. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Checks that a trusted key signed a version of a store and that no file was changed since; or, with --folder, the"
                    + " model in a folder, whatever made and signed it by OpenSSF Model Signing 1.0.",
            "Ends with exit code 1 and the reason if not."
        },
        footer = {
            "",
            "Examples:",
            "  resforge models verify 3 --trusted trusted.pem",
            "  resforge models verify --folder cifar10-3 --trusted trusted.pem"
        })
final class VerifyCommand extends ContextCommand {

    @Parameters(arity = "0..1", paramLabel = "VERSION", description = "The version.")
    private String version;

    @Option(names = "--folder", paramLabel = "FOLDER", description = "The folder of a model, in place of a version.")
    private Path folder;

    @Option(
            names = "--signature",
            paramLabel = "FILE",
            description = "The signature of the folder; model.sig in it by default.")
    private Path signature;

    @Mixin
    private KeyOptions.Trusted trusted;

    @Mixin
    private StoredModelOption model;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if ((version == null) == (folder == null)) {
            throw CommandFailed.badUsage("either a VERSION or a --folder must be given");
        }
        int files = folder == null ? stored() : inFolder();
        String what = folder == null ? "Version " + version : PlainText.of(folder.toString());
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty(folder == null ? "version" : "folder", folder == null ? version : folder.toString());
            document.addProperty("verified", true);
            document.addProperty("files", files);
            JsonOption.print(context.terminal().out(), document);
        } else {
            context.terminal().line("@|green " + what + " is as a trusted key signed it: " + files + " files|@.");
        }
        return ExitCodes.OK;
    }

    private int stored() {
        ObjectStore objects = store.open(context.home());
        String name = model.name(objects);
        Manifest manifest = new Checkpoints(objects, Clock.systemUTC(), trusted.seal())
                .fetch(name, StoredModelOption.version(version))
                .manifest();
        return manifest.files().size() + 1;
    }

    private int inFolder() {
        Path file = signature == null ? folder.resolve(ModelSignature.FILE) : signature;
        ModelSignature signed = SignedFolder.verify(folder, file, trusted.keys());
        return signed.digests().size();
    }
}
