package io.resforge.cli.local;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.ProcessMark;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the services that run over the state folder. */
@Command(
        name = "down",
        description = {
            "Stops the services that 'up' started over the state folder. Workers keep a snapshot first: their runs go on at the"
                    + " next start.",
            "Where nothing runs there is nothing to do; that is no failure."
        },
        footer = {"", "Examples:", "  resforge down", "  RESFORGE_HOME=~/elsewhere resforge down"})
public final class DownCommand extends ContextCommand {

    /** A command that waits for both services and their workers to stop, one after the other. */
    private static final Duration KEEPER_STOPS_WITHIN = ServiceProcess.STOPS_WITHIN.multipliedBy(4);

    @Mixin
    private JsonOption json;

    @Override
    @SuppressWarnings("try") // the turn is held, not used
    public Integer call() throws IOException {
        RunningServices services = new RunningServices(context.home());
        Terminal narration = json.narration(context.terminal());
        try (Closeable turn =
                services.turnToStop(() -> narration.line("Services are being started here; waiting ..."))) {
            return stop(services, narration);
        }
    }

    private int stop(RunningServices services, Terminal narration) throws IOException {
        List<Running> running = services.own();
        List<ProcessHandle> left = services.leftHalfStarted();
        left.forEach(it -> {
            ServiceProcess.stop(it);
            narration.line("Stopped what an 'up' that was killed had begun to start (process %d).", it.pid());
        });
        running.forEach(DownCommand::requireOwn);
        if (running.isEmpty() && left.isEmpty()) {
            narration.line("No services run over "
                    + HumanFormat.path(context.home().path()) + "; 'resforge up --detach' starts them.");
        }
        running.stream()
                .map(Running::keeper)
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(keeper -> keeper.process().stream())
                .forEach(keeper -> {
                    narration.line("Stopping 'resforge up' (process " + keeper.pid() + ") and what it runs ...");
                    keeper.destroy();
                    ServiceProcess.awaitEnd(keeper, KEEPER_STOPS_WITHIN);
                });
        for (Running service : running) {
            stop(service.process());
            narration.line("Stopped: %-18s gRPC %s", service.service(), PlainText.of(service.address()));
        }
        services.removeThoseOfTheDead();
        if (json.isOn()) {
            print(running);
        }
        return ExitCodes.OK;
    }

    /** A process of another user cannot be stopped, which the system would only say of the first file that is to go. */
    private static void requireOwn(Running service) {
        service.process().process().flatMap(it -> it.info().user()).ifPresent(user -> {
            String own = System.getProperty("user.name");
            if (!user.equals(own) && !own.equals("root")) {
                throw CommandFailed.because("the services over " + service.state() + " run as the user " + user
                        + ", who alone may stop them; you are " + own);
            }
        });
    }

    private static void stop(ProcessMark service) {
        service.process().ifPresent(ServiceProcess::stop);
    }

    private void print(List<Running> stopped) {
        JsonArray list = new JsonArray();
        stopped.forEach(it -> list.add(it.json()));
        JsonObject document = new JsonObject();
        document.add("stopped", list);
        JsonOption.print(context.terminal().out(), document);
    }
}
