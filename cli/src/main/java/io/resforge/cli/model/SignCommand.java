package io.resforge.cli.model;

import com.google.gson.JsonObject;
import io.resforge.cli.common.AuditFile;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.KeyOptions;
import io.resforge.cli.common.StoreOption;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Signs a version that is in a store. */
@Command(
        name = "sign",
        sortOptions = false,
        description = {
            "Signs a version that was published without a key, or with one that is being replaced; the new signature takes the"
                    + " place of the old one.",
            "Every file is read and checked before. Signed is what lies in the store now: look where it comes from."
        },
        footer = {"", "Example:", "  resforge models sign 3 --key key.pem"})
final class SignCommand extends ContextCommand {

    @Parameters(paramLabel = "VERSION", description = "The version.")
    private String version;

    @Mixin
    private StoredModelOption model;

    @Mixin
    private KeyOptions.Signing key;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        ObjectStore objects = store.open(context.home());
        String name = model.name(objects);
        new Checkpoints(objects, Clock.systemUTC(), key.seal()).sign(name, StoredModelOption.version(version));
        new AuditFile(context).changed("sign", "models/" + name + "/versions/" + version, "", "signed", "");
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty("model", name);
            document.addProperty("version", version);
            document.addProperty("signed", true);
            JsonOption.print(context.terminal().out(), document);
            return ExitCodes.OK;
        }
        context.terminal().line("Signed version " + version + " of model " + name + ".");
        return ExitCodes.OK;
    }
}
