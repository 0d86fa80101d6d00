package io.resforge.cli.local;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.store.StoreLocation;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs both services until Ctrl-C, or until 'down'. */
@Command(
        name = "up",
        description = {
            "Runs both services on this machine until Ctrl-C, over the store in the state folder; with --detach in the background,"
                    + " until 'resforge down'.",
            "Where a usual port is taken, a free one is used."
        },
        footer = {
            "",
            "From elsewhere the services are reachable with --host and a certificate, by the variables",
            "RESFORGE_TLS_CERTIFICATE and RESFORGE_TLS_KEY; or, on a trusted network, without one by",
            "RESFORGE_TLS_PLAINTEXT=anywhere.",
            "",
            "Examples:",
            "  resforge up",
            "  resforge up --detach",
            "  RESFORGE_TLS_PLAINTEXT=anywhere resforge up --host 0.0.0.0"
        })
public final class UpCommand extends ContextCommand {

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "localhost",
            description = "The interface to listen on; localhost, which only this machine reaches.")
    private String host;

    @Option(
            names = {"-d", "--detach"},
            description = "Return once both are ready, and leave them running; 'resforge down' stops them.")
    private boolean detach;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        if (json.isOn() && !detach) {
            throw CommandFailed.badUsage(
                    "--json tells where the services are once they are ready, so it needs --detach");
        }
        ListenHost.require(host, context.program(), System.getenv());
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> start(end));
        }
    }

    private int start(CleanUp end) throws IOException {
        RunningServices services = new RunningServices(context.home());
        Closeable turn = end.add(services.turnToStart(() -> json.narration(context.terminal())
                .line("Another 'resforge up' is starting services here; this one goes on after it.")));
        for (ProcessHandle left : services.leftHalfStarted()) {
            json.narration(context.terminal()).line("Stopping what an 'up' that was killed had begun to start ...");
            ServiceProcess.stop(left);
        }
        List<Running> before = services.own();
        boolean both = before.stream().map(Running::service).distinct().count() == LocalService.values().length;
        if (both && detach) {
            json.narration(context.terminal()).line("Both services run already.");
            return told(before);
        }
        if (both) {
            throw CommandFailed.because(
                    "both services run already over " + context.home().path()
                            + "; 'resforge status' tells where, and 'resforge down' stops them",
                    before.stream()
                            .map(it -> it.service() + " " + it.address() + " " + it.page())
                            .toList());
        }
        LocalSetup here =
                LocalSetup.usual(context.root(), context.home()).withHost(host).withTls(System.getenv());
        return detach ? detached(here, before, end) : attached(here, before, turn, end);
    }

    private int attached(LocalSetup here, List<Running> before, Closeable turn, CleanUp end) throws IOException {
        Terminal terminal = context.terminal();
        end.onInterrupt(() -> terminal.line("Stopped."));
        List<ServiceProcess> services = new ArrayList<>();
        List<Closeable> starting = new ArrayList<>();
        RunningServices running = new RunningServices(context.home());
        ServiceProcess.startMissing(here, pages(before), it -> {
            services.add(end.add(it));
            starting.add(running.starting(it.handle()));
        });
        end.onInterrupt(() -> terminal.line(" Stopping both services ..."));
        services.forEach(ServiceProcess::awaitReady);
        services.forEach(it -> end.add(it.tell(context.home())));
        close(starting);
        turn.close();
        tell(running.own());
        terminal.line("Ctrl-C stops both.");
        throw ServiceProcess.firstToEnd(services).join();
    }

    /** They stop with this command only as long as they are not ready. */
    private int detached(LocalSetup here, List<Running> before, CleanUp end) throws IOException {
        AtomicBoolean stay = new AtomicBoolean();
        List<ServiceProcess> services = new ArrayList<>();
        List<Closeable> starting = new ArrayList<>();
        RunningServices running = new RunningServices(context.home());
        ServiceProcess.startMissing(here, pages(before), it -> {
            services.add(it);
            starting.add(running.starting(it.handle()));
            end.add(() -> {
                if (!stay.get()) {
                    it.close();
                }
            });
        });
        services.forEach(ServiceProcess::awaitReady);
        services.forEach(it -> running.tell(it.running()));
        close(starting);
        List<Running> now = running.own();
        if (now.size() < LocalService.values().length) {
            throw CommandFailed.because(
                    "cannot write to " + context.home().path() + ", where 'resforge down' would look for what runs");
        }
        stay.set(true);
        return told(now);
    }

    private static void close(List<Closeable> all) throws IOException {
        for (Closeable each : all) {
            each.close();
        }
    }

    private static Map<LocalService, URI> pages(List<Running> running) {
        Map<LocalService, URI> pages = new EnumMap<>(LocalService.class);
        for (LocalService service : LocalService.values()) {
            running.stream()
                    .filter(it -> it.service().equals(service.toString()))
                    .forEach(it -> pages.put(service, URI.create(it.page())));
        }
        return pages;
    }

    private int told(List<Running> services) {
        if (json.isOn()) {
            JsonArray list = new JsonArray();
            services.forEach(it -> list.add(it.json()));
            JsonObject document = new JsonObject();
            document.add("services", list);
            JsonOption.print(context.terminal().out(), document);
        } else {
            tell(services);
            context.terminal()
                    .line(
                            "'resforge down' stops both; 'resforge logs trainer' and 'logs inference' show what they log.");
        }
        return ExitCodes.OK;
    }

    private String store() {
        return switch (StoreOption.location(context.home().store())) {
            case StoreLocation.Directory(Path path) -> HumanFormat.path(path);
            case StoreLocation elsewhere -> PlainText.of(elsewhere.toString());
        };
    }

    private void tell(List<Running> services) {
        Terminal terminal = context.terminal();
        services.forEach(it -> terminal.line(
                "%-18s gRPC %s  page %s", it.service(), PlainText.of(it.address()), PlainText.of(it.page())));
        terminal.line();
        terminal.line(
                "Every model with a champion is served, also one that gets it later; 'resforge status' tells which.");
        terminal.line(
                "Store " + store() + ", logs " + HumanFormat.path(context.home().logs()) + ".");
    }
}
