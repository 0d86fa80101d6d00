package io.resforge.cli.model;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.LimitOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.model.ModelsCommand.ModelOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.Version;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the newest versions of a model. */
@Command(
        name = "list",
        description = "Lists the newest versions of a model; the champion is marked.",
        footer = {"", "Examples:", "  resforge models list", "  resforge models list --json | jq '.versions[].version'"
        })
final class ListVersionsCommand implements Callable<Integer> {

    private final CommandContext context;

    @Mixin
    private ModelOption model;

    @Mixin
    private LimitOption limit;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    /** Prints to this context's terminal. */
    public ListVersionsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            List<Version> versions = client.versions().list(model.name(), limit.max());
            if (json.isOn()) {
                JsonOutput.print(
                        context.terminal().out(),
                        ListVersionsResponse.newBuilder()
                                .addAllVersions(versions)
                                .build());
            } else if (versions.isEmpty()) {
                context.terminal().line("No versions yet; 'resforge train' publishes one.");
            } else {
                print(versions);
            }
            return ExitCodes.OK;
        }
    }

    private void print(List<Version> versions) {
        Terminal terminal = context.terminal();
        TextTable table = new TextTable(
                terminal, ">VERSION", "", "ARCHITECTURE", ">HELD-OUT", ">TEST", ">EPOCH", "PUBLISHED", "FROM");
        for (Version version : versions) {
            table.row(
                    PlainText.of(version.getVersion()),
                    version.getChampion() ? "@|yellow " + terminal.either("★", "*") + "|@" : "",
                    PlainText.of(version.getArchitecture()),
                    HumanFormat.percent(version.getHeldOutAccuracy()),
                    version.hasTestAccuracy() ? HumanFormat.percent(version.getTestAccuracy()) : "-",
                    "" + version.getEpoch(),
                    HumanFormat.moment(version.getCreatedAt(), context.zone()),
                    version.getFromVersion().isEmpty() ? "-" : PlainText.of(version.getFromVersion()));
        }
        table.print();
    }
}
