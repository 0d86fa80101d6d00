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
import io.resforge.cli.terminal.TextTable;
import io.resforge.v1.ListPromotionsResponse;
import io.resforge.v1.Promotion;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells which versions of a model were champions. */
@Command(
        name = "history",
        description = {
            "Tells a model's promotions, newest first: which version, when, by whom and why.",
            "Where no service answers, the store of the state folder is read."
        },
        footer = {"", "Examples:", "  resforge models history", "  resforge models history --model flowers --limit 5"})
final class HistoryCommand extends ContextCommand {

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
        List<Promotion> promotions = new ServiceOrStore(server, context, json.narration(context.terminal()))
                .ask(client -> client.versions().promotions(model.name(), max), store -> new StoredVersions(store)
                        .promotions(model.name(), max));
        if (json.isOn()) {
            JsonOption.print(
                    context.terminal().out(),
                    ListPromotionsResponse.newBuilder()
                            .addAllPromotions(promotions)
                            .build());
        } else if (promotions.isEmpty()) {
            context.terminal().line("No promotions yet; 'resforge train' publishes a version.");
        } else {
            print(promotions);
        }
        return ExitCodes.OK;
    }

    private void print(List<Promotion> promotions) {
        TextTable table = new TextTable(context.terminal(), ">NUMBER", ">VERSION", ">BEFORE", "WHEN", "BY", "WHY");
        for (Promotion it : promotions) {
            table.row(
                    "" + it.getNumber(),
                    PlainText.of(it.getVersion()),
                    it.getPreviousVersion().isEmpty() ? "-" : PlainText.of(it.getPreviousVersion()),
                    HumanFormat.moment(it.getPromotedAt(), context.zone()),
                    PlainText.of(it.getPromotedBy()),
                    PlainText.of(it.getReason()));
        }
        table.print();
    }

    /** A promotion in a line. */
    static final class PromotionText {

        private PromotionText() {}

        static String line(Promotion promotion, ZoneId zone) {
            return String.format(
                    Locale.ROOT,
                    "%d, %s, by %s: %s",
                    promotion.getNumber(),
                    HumanFormat.moment(promotion.getPromotedAt(), zone),
                    promotion.getPromotedBy(),
                    promotion.getReason());
        }
    }
}
