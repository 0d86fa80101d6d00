package io.resforge.cli.shell;

import com.google.gson.JsonObject;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what this is, and on what it runs. */
@Command(
        name = "version",
        description = "Tells the version of ResForge, and of the Java and the system that it runs on.",
        footer = {"", "Examples:", "  resforge version", "  resforge version --json | jq -r .version"})
public final class VersionCommand extends ContextCommand {

    @Mixin
    private JsonOption json;

    /** The version that the build wrote into the jar's manifest. */
    public static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    @Override
    public Integer call() {
        Terminal terminal = context.terminal();
        String java = System.getProperty("java.version") + ", " + System.getProperty("java.vendor");
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty("version", version());
            document.addProperty("java", java);
            document.addProperty("system", system);
            JsonOption.print(terminal.out(), document);
        } else {
            terminal.plainLine("resforge " + version());
            terminal.plainLine("java     " + java);
            terminal.plainLine("system   " + system);
        }
        return ExitCodes.OK;
    }
}
