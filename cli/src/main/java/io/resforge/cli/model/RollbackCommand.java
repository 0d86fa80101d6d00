package io.resforge.cli.model;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.client.ResForgeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Returns to the champion before. */
@Command(
        name = "rollback",
        description = "Makes the champion before this one the champion again.",
        footer = {"", "Example:", "  resforge models rollback --reason 'takes frogs for deer'"})
public final class RollbackCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private PromotionOptions record;

    @Mixin
    private ModelOption model;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    /** Prints to this session's terminal. */
    public RollbackCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            PromotionText.print(
                    session.terminal(), json, client.versions().rollback(model.name(), record.reason(), record.by()));
            return ExitCodes.OK;
        }
    }
}
