package io.resforge.trainer;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.WorkerCommandLine;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * One program with two lives: the control plane, which is a Quarkus application, and the worker, for which Quarkus is never started, so
 * that it opens no port and begins at once.
 */
@QuarkusMain
@Command(
        name = "trainer",
        mixinStandardHelpOptions = true,
        description =
                "Trains networks: 'serve', the default, takes runs in and has them worked on; 'train' works on one.",
        subcommands = {ServeCommand.class, WorkerCommandLine.class})
public final class TrainerMain implements Callable<Integer> {

    /** Runs the command, and exits with its code. */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new TrainerMain())
                .setParameterExceptionHandler(TrainerMain::misuse)
                .execute(arguments));
    }

    /** One sentence, rather than all options behind it. */
    private static int misuse(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("error: " + failure.getMessage());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what there is.");
        return ExitCode.BAD_INPUT.number();
    }

    @Override
    public Integer call() {
        return new ServeCommand().call();
    }
}
