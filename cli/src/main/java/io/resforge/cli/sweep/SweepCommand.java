package io.resforge.cli.sweep;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.Session;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.run.DataOption;
import io.resforge.cli.run.TrainerAccess;
import io.resforge.cli.terminal.Terminal;
import io.resforge.training.recipe.sweep.Member;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.Sweep;
import io.resforge.training.recipe.sweep.SweepReader;
import io.resforge.v1.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the members of a sweep and compares them. */
@Command(
        name = "sweep",
        sortOptions = false,
        description = {
            "Trains all members of a sweep, shows how they stand while they train, and ends with their table.",
            "A member that fails does not end the sweep. The same command again goes on with what is missing."
        },
        footer = {
            "",
            "Examples:",
            "  resforge sweep recipes/keras-study.yaml --set epochs=1",
            "  resforge sweep pytorch-study --set train_images=10000 --set epochs=5 --parallel 2"
        })
public final class SweepCommand implements Callable<Integer> {

    private static final int MOST_PARALLEL = 64;

    private final Session session;

    @Parameters(
            paramLabel = "FILE",
            description = "The sweep: a YAML file, or the name of one that comes with ResForge.")
    private String file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A value for the recipes of all members.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description =
                    "Members trained at a time; a service that is started for this sweep divides the processors. 1.")
    private int parallel = 1;

    @Option(names = "--retry", description = "Try members again that have failed before.")
    private boolean retry;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model that gets the checkpoints; the sweep's name.")
    private String model;

    @Mixin
    private DataOption data;

    @Mixin
    private TrainerOption server;

    /** Prints to this session's terminal. */
    public SweepCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw CommandFailed.badUsage("--parallel must be from 1 to " + MOST_PARALLEL + ", was " + parallel);
        }
        Sweep sweep = SweepReader.yaml(text(), settings);
        String dataset = data.folder(session, server.isHere()).toString();
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> train(sweep, dataset, end));
        }
    }

    private String text() throws IOException {
        Path path = Path.of(file);
        if (Files.isRegularFile(path)) {
            return Files.readString(path);
        }
        return NamedSweeps.text(file)
                .orElseThrow(() -> CommandFailed.badUsage("there is no file '" + file
                        + "', and no sweep of that name; known are " + String.join(", ", NamedSweeps.names())));
    }

    private int train(Sweep sweep, String dataset, CleanUp end) throws InterruptedException {
        Terminal terminal = session.terminal();
        TrainerAccess trainer =
                TrainerAccess.existing(server, end).orElseGet(() -> TrainerAccess.start(session, parallel, end));
        terminal.line("Sweep @|bold %s|@: %d members on %s"
                .formatted(sweep.name(), sweep.members().size(), dataset));
        String target = model == null ? sweep.name() : model;
        Function<Member, RunSpec> specs = member -> RunSpec.newBuilder()
                .setModel(target)
                .setDataset(dataset)
                .setRecipe(RecipeStruct.of(member.recipe()))
                .build();
        Members members = new Members(
                trainer.client().runs(), sweep.members(), specs, new RunNames(sweep.name(), target, dataset), retry);
        LeaderBoard show = new LeaderBoard(terminal, new Work(sweep.members()), System::nanoTime);
        end.add(show);
        Board board = new Board(sweep.members(), show);
        end.onInterrupt(() -> members.leave(board.entries(), trainer.ours(), terminal));
        members.train(parallel, board);
        show.close();
        return conclude(terminal, board.entries());
    }

    private static int conclude(Terminal terminal, List<Entry> entries) {
        terminal.line();
        new ResultTable(terminal, entries).print(entries);
        List<Entry> missing =
                entries.stream().filter(entry -> !entry.succeeded()).toList();
        missing.forEach(
                entry -> terminal.line("@|red %s|@: %s".formatted(entry.member().name(), entry.reason())));
        return missing.isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
    }
}
