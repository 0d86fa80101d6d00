package io.resforge.cli.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.InferenceOption;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.LoadedVersion;
import io.resforge.v1.Model;
import io.resforge.v1.RefusedVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what runs and what is live. */
@Command(
        name = "status",
        description = {
            "Tells where the services are, and of each model what is live, which versions answer which share of the calls, and what"
                    + " was refused and why.",
            "A service that does not answer is told so; that is no failure."
        },
        footer = {"", "Examples:", "  resforge status", "  resforge status --json"})
public final class StatusCommand extends ContextCommand {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

    @Mixin
    private InferenceOption inference;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        TrainerOption trainer = new TrainerOption();
        trainer.use(context);
        Service training = Service.ask(
                "trainer-service", trainer.running(), trainer.connect(ANSWERS_WITHIN), client -> client.runs()
                        .list(1));
        List<Model> models = new ArrayList<>();
        Service serving = Service.ask(
                "inference-service",
                inference.running(),
                inference.connect(ANSWERS_WITHIN),
                client -> models.addAll(client.inference().models()));
        if (json.isOn()) {
            print(List.of(training, serving), models);
        } else {
            tell(List.of(training, serving), models);
        }
        return ExitCodes.OK;
    }

    /**
     * Whether a service is there.
     *
     * @param running as the state folder says
     * @param trouble why it does not answer; empty if it does
     */
    private record Service(String name, Optional<Running> running, String trouble) {

        static Service ask(
                String name, Optional<Running> running, ResForgeClient client, Consumer<ResForgeClient> question) {
            try (client) {
                question.accept(client);
                return new Service(name, running, "");
            } catch (ResForgeException failure) {
                return new Service(name, running, failure.getMessage());
            }
        }
    }

    private void tell(List<Service> services, List<Model> models) {
        for (Service service : services) {
            String place = service.running()
                    .map(it -> "gRPC " + it.address() + "  page " + it.page())
                    .orElse("at the address that was given, or the usual one");
            context.terminal()
                    .line(
                            "%-18s %s",
                            service.name(),
                            service.trouble().isEmpty()
                                    ? PlainText.of(place)
                                    : "@|yellow does not answer|@: " + PlainText.of(service.trouble()));
        }
        if (services.stream().allMatch(it -> !it.trouble().isEmpty())) {
            context.terminal().line("'resforge up' starts both.");
        }
        if (!models.isEmpty()) {
            context.terminal().line();
            table(models).print();
        }
        models.forEach(this::tellRefused);
    }

    private TextTable table(List<Model> models) {
        TextTable table = new TextTable(
                context.terminal(), "MODEL", ">VERSION", "", ">CALLS", ">SHADOW", "LABELS", "ENGINE", "LIVE SINCE");
        for (Model model : models) {
            for (LoadedVersion loaded : model.getVersionsList()) {
                boolean live =
                        loaded.getVersion().getVersion().equals(model.getLive().getVersion());
                table.row(
                        PlainText.of(loaded.getVersion().getModel()),
                        PlainText.of(loaded.getVersion().getVersion()),
                        live ? "@|green live|@" : loaded.getShare() > 0 ? "@|yellow canary|@" : "",
                        HumanFormat.percent(loaded.getShare()),
                        loaded.getShadowShare() > 0 ? HumanFormat.percent(loaded.getShadowShare()) : "-",
                        loaded.getLabelsCount() == 0 ? "-" : PlainText.of(String.join(", ", loaded.getLabelsList())),
                        PlainText.of(loaded.getEngine()),
                        live ? HumanFormat.moment(model.getLiveSince(), context.zone()) : "-");
            }
        }
        return table;
    }

    private void tellRefused(Model model) {
        for (RefusedVersion refused : model.getRefusedList()) {
            context.terminal()
                    .line("@|red refused|@: version " + PlainText.of(refused.getVersion()) + " of "
                            + PlainText.of(model.getLive().getModel()) + ": " + PlainText.of(refused.getReason()));
        }
    }

    private void print(List<Service> services, List<Model> models) {
        JsonObject document = new JsonObject();
        JsonArray places = new JsonArray();
        for (Service service : services) {
            JsonObject place = service.running().map(Running::json).orElseGet(JsonObject::new);
            place.addProperty("service", service.name());
            place.addProperty("answers", service.trouble().isEmpty());
            if (!service.trouble().isEmpty()) {
                place.addProperty("trouble", service.trouble());
            }
            places.add(place);
        }
        JsonArray served = new JsonArray();
        models.forEach(model -> served.add(JsonOption.tree(model)));
        document.add("services", places);
        document.add("models", served);
        JsonOption.print(context.terminal().out(), document);
    }
}
