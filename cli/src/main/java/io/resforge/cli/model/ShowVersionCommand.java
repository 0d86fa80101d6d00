package io.resforge.cli.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.ServiceOrStore;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.model.HistoryCommand.PromotionText;
import io.resforge.cli.model.ModelsCommand.ModelOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.neuralnet.logits.AccuracyInterval;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.Promotion;
import io.resforge.v1.Version;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one version. */
@Command(
        name = "show",
        description = "Shows one version, by default the champion. With --json its manifest comes with it.",
        footer = {"", "Examples:", "  resforge models show", "  resforge models show 3"})
final class ShowVersionCommand extends ContextCommand {

    private static final int MOST_PROMOTIONS = 1000;

    @Parameters(paramLabel = "VERSION", arity = "0..1", description = "The version; the champion by default.")
    private String version = "";

    @Mixin
    private ModelOption model;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        ServiceOrStore source = new ServiceOrStore(server, context, json.narration(context.terminal()));
        GetVersionResponse answer =
                source.ask(client -> client.versions().get(model.name(), version), store -> new StoredVersions(store)
                        .version(model.name(), version));
        List<Promotion> promotions = promotions(source, answer.getVersion());
        if (json.isOn()) {
            JsonObject document = JsonOption.tree(answer.getVersion());
            JsonArray history = new JsonArray();
            promotions.forEach(promotion -> history.add(JsonOption.tree(promotion)));
            document.add("promotions", history);
            document.add("manifest", JsonParser.parseString(answer.getManifestJson()));
            JsonOption.print(context.terminal().out(), document);
        } else {
            print(answer.getVersion());
            promotions.forEach(promotion -> fact("promotion", PromotionText.line(promotion, context.zone())));
        }
        return ExitCodes.OK;
    }

    /** Those of this version. */
    private List<Promotion> promotions(ServiceOrStore source, Version it) {
        return source
                .ask(
                        client -> client.versions().promotions(it.getModel(), MOST_PROMOTIONS),
                        store -> new StoredVersions(store).promotions(it.getModel(), MOST_PROMOTIONS))
                .stream()
                .filter(promotion -> promotion.getVersion().equals(it.getVersion()))
                .toList();
    }

    private void print(Version it) {
        Terminal terminal = context.terminal();
        String champion = it.getChampion() ? "  @|yellow " + terminal.either("★ champion", "* champion") + "|@" : "";
        terminal.line("@|bold " + PlainText.of(it.getModel() + "@" + it.getVersion()) + "|@" + champion);
        fact("architecture", it.getArchitecture() + ", " + HumanFormat.count(it.getParameterCount()) + " parameters");
        fact("held-out", heldOut(it) + ", after epoch " + it.getEpoch());
        fact("test", it.hasTestAccuracy() ? HumanFormat.percent(it.getTestAccuracy()) : "");
        fact("published", HumanFormat.moment(it.getCreatedAt(), context.zone()));
        fact("run", it.getRunId());
        fact("from version", it.getFromVersion());
        fact("classes", String.join(", ", it.getLabelsList()));
        fact("data digest", it.getDatasetDigest());
        fact("sha256", it.getSha256());
        fact("decision", it.getDecision());
    }

    /** Such as {@code 66.67% of 6 images (95% interval 30% to 90%)}. */
    private static String heldOut(Version it) {
        String share = HumanFormat.percent(it.getHeldOutAccuracy());
        if (it.getHeldOutImages() < 1) {
            return share; // an earlier server
        }
        AccuracyInterval interval = AccuracyInterval.of(it.getHeldOutAccuracy(), it.getHeldOutImages());
        return share + " of " + HumanFormat.count(it.getHeldOutImages()) + " images (95% interval "
                + HumanFormat.percent(interval.low()) + " to " + HumanFormat.percent(interval.high()) + ")";
    }

    private void fact(String name, String value) {
        if (!value.isEmpty()) {
            context.terminal().line("  @|faint %-12s|@  %s", name, PlainText.of(value));
        }
    }
}
