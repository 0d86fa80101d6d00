package io.resforge.cli.model;

import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.LimitOption;
import io.resforge.cli.common.ServiceOrStore;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.model.ModelsCommand.ModelOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.v1.ListChampionsResponse;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.ModelSummary;
import io.resforge.v1.Version;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists all models, or the newest versions of one. */
@Command(
        name = "list",
        description = {
            "Lists all models with their champions; with --model the newest versions of one, of which the champion is marked.",
            "Where no service answers, the store of the state folder is read."
        },
        footer = {
            "",
            "Examples:",
            "  resforge models list",
            "  resforge models list --model cifar10 --json | jq '.versions[].version'"
        })
final class ListVersionsCommand extends ContextCommand {

    @Mixin
    private ModelOption model;

    @Mixin
    private LimitOption limit;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        int max = limit.max();
        ServiceOrStore source = new ServiceOrStore(server, context, json.narration(context.terminal()));
        if (model.name().isEmpty()) {
            models(source.ask(client -> client.versions().models(), store -> new StoredVersions(store).models()));
        } else {
            versions(source.ask(client -> client.versions().list(model.name(), max), store -> new StoredVersions(store)
                    .versions(model.name(), max)));
        }
        return ExitCodes.OK;
    }

    private void models(List<ModelSummary> models) {
        if (json.isOn()) {
            JsonOption.print(
                    context.terminal().out(),
                    ListChampionsResponse.newBuilder().addAllModels(models).build());
        } else if (models.isEmpty()) {
            context.terminal().line("No models yet; 'resforge train' publishes one.");
        } else {
            printModels(models);
        }
    }

    private void printModels(List<ModelSummary> models) {
        TextTable table = new TextTable(
                context.terminal(),
                "MODEL",
                ">CHAMPION",
                ">HELD-OUT",
                ">VERSIONS",
                ">NEWEST",
                "ARCHITECTURE",
                "PROMOTED");
        for (ModelSummary it : models) {
            Version champion = it.getChampion();
            table.row(
                    PlainText.of(it.getModel()),
                    it.hasPromotion() ? PlainText.of(it.getPromotion().getVersion()) : "-",
                    it.hasChampion() ? HumanFormat.percent(champion.getHeldOutAccuracy()) : "-",
                    "" + it.getVersionCount(),
                    PlainText.of(it.getNewestVersion()),
                    it.hasChampion() ? PlainText.of(champion.getArchitecture()) : "-",
                    HumanFormat.moment(it.getPromotion().getPromotedAt(), context.zone()));
        }
        table.print();
        context.terminal().line("@|faint --model NAME lists the versions of one, 'models history' its promotions.|@");
    }

    private void versions(List<Version> versions) {
        if (json.isOn()) {
            JsonOption.print(
                    context.terminal().out(),
                    ListVersionsResponse.newBuilder().addAllVersions(versions).build());
        } else if (versions.isEmpty()) {
            context.terminal().line("No versions yet; 'resforge train' publishes one.");
        } else {
            print(versions);
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
