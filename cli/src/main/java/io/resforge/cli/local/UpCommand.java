package io.resforge.cli.local;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.store.StoreLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs both services until Ctrl-C. */
@Command(
        name = "up",
        description = {
            "Runs both services on this machine until Ctrl-C, over the store in the state folder.",
            "Where a usual port is taken, a free one is used."
        },
        footer = {"", "Example:", "  resforge up", "  resforge up --host 0.0.0.0      reachable from elsewhere"})
public final class UpCommand implements Callable<Integer> {

    private final CommandContext context;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "localhost",
            description = "The interface to listen on; localhost, which only this machine reaches.")
    private String host;

    /** Prints to this context's terminal. */
    public UpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = context.terminal();
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> {
                LocalSetup here =
                        LocalSetup.usual(context.root(), context.home()).withHost(host);
                end.onInterrupt(() -> terminal.line("Stopped."));
                ServiceProcess trainer = end.add(ServiceProcess.start(LocalService.TRAINER, here));
                ServiceProcess inference = end.add(ServiceProcess.start(LocalService.INFERENCE, here));
                end.onInterrupt(() -> terminal.line(" Stopping both services ..."));
                trainer.awaitReady();
                inference.awaitReady();
                tell(List.of(trainer, inference));
                throw ServiceProcess.firstToEnd(List.of(trainer, inference)).join();
            });
        }
    }

    private String store() {
        return switch (StoreOption.location(context.home().store())) {
            case StoreLocation.Directory(Path path) -> HumanFormat.path(path);
            case StoreLocation elsewhere -> PlainText.of(elsewhere.toString());
        };
    }

    private void tell(List<ServiceProcess> services) {
        Terminal terminal = context.terminal();
        services.forEach(it -> terminal.line(
                String.format(Locale.ROOT, "%-18s gRPC %s  metrics %s", it.service(), it.address(), it.metrics())));
        terminal.line();
        terminal.line(
                "Store " + store() + ", logs " + HumanFormat.path(context.home().logs()) + ".");
        terminal.line("Ctrl-C stops both.");
    }
}
