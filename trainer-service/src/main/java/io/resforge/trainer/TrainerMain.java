package io.resforge.trainer;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.resforge.support.transport.ConnectionLimit;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.WorkerCommandLine;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
        subcommands = {TrainerMain.ServeCommand.class, WorkerCommandLine.class})
public final class TrainerMain implements Callable<Integer> {

    /** Runs the command, and exits with its code. */
    public static void main(String... arguments) {
        // Before anything logs: a log manager cannot be replaced, and the one of Quarkus complains about another.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
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

    /** The control plane's command line. What is not given here is taken from the configuration. */
    @Command(
            name = "serve",
            mixinStandardHelpOptions = true,
            description = {
                "Takes runs in over gRPC, has workers train them, and tells how far they are.",
                "Stopping it leaves its workers at work; it finds them again when it is started anew."
            })
    static final class ServeCommand implements Callable<Integer> {

        @Option(
                names = "--store",
                paramLabel = "LOCATION",
                description = "Where the store is: a folder, a file: URI, or s3://bucket/prefix.")
        private String store;

        @Option(names = "--port", paramLabel = "PORT", description = "Port for gRPC; 9001.")
        private Integer port;

        @Option(names = "--http-port", paramLabel = "PORT", description = "Port for health and metrics; 8081.")
        private Integer httpPort;

        @Override
        public Integer call() {
            set("resforge.store", store);
            set("quarkus.grpc.server.port", port);
            set("quarkus.http.port", httpPort);
            ConnectionLimit.install();
            Quarkus.run();
            return 0;
        }

        private static void set(String property, Object value) {
            if (value != null) {
                System.setProperty(property, value.toString());
            }
        }
    }
}
