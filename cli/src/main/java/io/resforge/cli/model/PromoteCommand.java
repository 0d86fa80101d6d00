package io.resforge.cli.model;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.client.ResForgeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a version the champion by hand. */
@Command(
        name = "promote",
        description = "Makes a version the champion; the inference services load it at once.",
        footer = {"", "Example:", "  resforge models promote 3 --reason 'better on our own pictures'"})
public final class PromoteCommand implements Callable<Integer> {

    private final CommandContext session;

    @Parameters(paramLabel = "VERSION", description = "The version.")
    private String version;

    @Mixin
    private PromotionOptions record;

    @Mixin
    private ModelOption model;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    /** Prints to this session's terminal. */
    public PromoteCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            PromotionText.print(
                    session.terminal(),
                    json,
                    client.versions().promote(model.name(), version, record.reason(), record.by()));
            return ExitCodes.OK;
        }
    }
}
