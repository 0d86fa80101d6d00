package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.worker.Shutdown.SystemCalls;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.metrics.MetricsServer;
import io.resforge.trainer.worker.metrics.TrainingMetrics;
import io.resforge.trainer.worker.request.DataFolder;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.trainer.worker.request.WorkerRequestReader;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerOptions;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The worker's command line. */
@Command(
        name = WorkerArguments.TRAIN,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Works on one run: trains, publishes the checkpoint, and records how it ended.",
            "Without a recipe, a sweep or data, the store has what the run is asked to do; with them, the run is recorded first"
                    + " if it is not there. Started again, it goes on from its last snapshot."
        },
        exitCodeListHeading = "%nExit codes:%n")
public final class WorkerCommandLine implements Callable<Integer> {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STORE_TIMEOUT = Duration.ofMinutes(5);

    /** Before a pod makes room for another one, which the scheduler may put on the same node. */
    private static final Duration UNLIKE_NODE = Duration.ofMinutes(5);

    @Option(
            names = WorkerArguments.RUN,
            paramLabel = "ID",
            description = "The run; RESFORGE_RUN. The runs of a sweep are called RESFORGE_RUN-INDEX, or without it as"
                    + " 'resforge sweep' calls them.")
    private String runId;

    @ArgGroup(validate = false)
    private WorkerOptions options = new WorkerOptions();

    @Option(
            names = WorkerArguments.STORE,
            paramLabel = "LOCATION",
            defaultValue = "${env:" + WorkerPods.STORE + ":-${sys:user.home}/.resforge/store}",
            description =
                    "Where the store is: a folder, a file: URI, or s3://bucket/prefix; RESFORGE_STORE: ${DEFAULT-VALUE}.")
    private String store;

    @Option(
            names = WorkerArguments.THREADS,
            paramLabel = "N",
            description =
                    "Threads that one operation of PyTorch is spread over; as many as there are processors, or as a"
                            + " container's CPU limit allows.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = WorkerArguments.DEVICE,
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = Devices.class,
            description = "What computes: auto, cpu or cuda:N; ${DEFAULT-VALUE}, a GPU where PyTorch can use one.")
    private ComputeDevice device;

    @Option(
            names = WorkerArguments.SNAPSHOT_EVERY,
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = Durations.class,
            description = "How often to keep a snapshot that the run can go on from; ${DEFAULT-VALUE}.")
    private Duration snapshotInterval;

    @Option(
            names = WorkerArguments.GRACE,
            paramLabel = "TIME",
            defaultValue = "${env:" + WorkerPods.GRACE + ":-30s}",
            converter = Durations.class,
            description =
                    "How long it has between a signal to stop and being killed; RESFORGE_GRACE: ${DEFAULT-VALUE}.")
    private Duration grace;

    @Option(
            names = "--resume",
            paramLabel = "WHERE",
            defaultValue = "${env:RESFORGE_RESUME:-anywhere}",
            description =
                    "Where a run goes on from a snapshot: anywhere, or exact for only where it ends with the same bits as if it had"
                            + " never stopped; RESFORGE_RESUME: ${DEFAULT-VALUE}.")
    private String resume;

    @Option(
            names = "--data-cache",
            paramLabel = "DIR",
            description =
                    "Where data sets from stores are kept; RESFORGE_DATA_CACHE, or cache/datasets of RESFORGE_HOME.")
    private Path dataCache;

    @Option(names = WorkerArguments.DETACHED, hidden = true, description = "Out of reach of the starter's terminal.")
    private boolean detached;

    @Spec
    void describe(CommandSpec command) {
        command.usageMessage().exitCodeList(ExitCode.meanings());
    }

    @Override
    public Integer call() {
        WorkerEnvironment around = new WorkerEnvironment(System.getenv(), WorkerHost.of(System.getenv(), detached));
        WorkerLog log = new WorkerLog(System.out, CLOCK, around.lastWords());
        if (detached && !SystemCalls.leaveSession()) {
            log.say("warning: a Ctrl-C in the terminal of the control plane stops this worker too");
        }
        // The rest of the time is for the step under way, and for ending.
        Shutdown shutdown = Shutdown.heard(grace.multipliedBy(2).dividedBy(3), log);
        return shutdown.during(() -> work(around, shutdown, log)).number();
    }

    private ExitCode work(WorkerEnvironment around, Shutdown shutdown, WorkerLog log) {
        try {
            if (!Set.of("anywhere", "exact").contains(resume)) {
                throw new BadInput("--resume must be anywhere or exact, was '" + resume + "'");
            }
            if (threads < 1) {
                throw new BadInput("--threads must be at least 1, was " + threads);
            }
            WorkerRequest request = new WorkerRequestReader(options, around.environment()).read(runId);
            return work(request, around, shutdown, log);
        } catch (BadInput | IllegalArgumentException e) {
            log.lastWords("error: %s", e.getMessage());
            return ExitCode.BAD_INPUT;
        } catch (StoreFailure e) {
            log.lastWords("error: %s", e.getMessage());
            return ExitCode.FAILURE;
        }
    }

    private ExitCode work(WorkerRequest request, WorkerEnvironment around, Shutdown shutdown, WorkerLog log) {
        TrainingMetrics metrics = new TrainingMetrics(System::nanoTime);
        Optional<MetricsServer> server = around.serve(metrics, log);
        try {
            ObjectStore opened =
                    request.request().isPresent() ? ObjectStore.openOrCreate(store) : ObjectStore.open(store);
            DataFolder folders = new DataFolder(around.environment(), opened, Optional.ofNullable(dataCache));
            TrainingWorker worker = new TrainingWorker(opened, settings(around), folders, metrics, CLOCK, log);
            shutdown.stops(worker);
            return worker.work(request);
        } finally {
            server.ifPresent(MetricsServer::close);
        }
    }

    private TrainingWorker.Settings settings(WorkerEnvironment around) {
        return new TrainingWorker.Settings(
                threads,
                device,
                around.place(),
                REPORT_INTERVAL,
                snapshotInterval,
                STORE_TIMEOUT,
                grace.dividedBy(2),
                resume.equals("exact") ? Optional.of(UNLIKE_NODE) : Optional.empty(),
                WorkerSeal.of(around.environment()),
                TrainedModel.sampleSize(around.environment()),
                Int8Step.isAskedFor(around.environment()));
    }

    /** Reads devices of the command line. */
    static final class Devices implements ITypeConverter<ComputeDevice> {

        @Override
        public ComputeDevice convert(String text) {
            try {
                return ComputeDevice.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads durations of the command line: 90s, 5m, 1h, or as ISO-8601 writes them. */
    static final class Durations implements ITypeConverter<Duration> {

        private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|[smh])");

        @Override
        public Duration convert(String text) {
            Duration duration = read(text.strip());
            if (!duration.isPositive()) {
                throw refusal(text);
            }
            return duration;
        }

        private static Duration read(String text) {
            Matcher parts = SHORT.matcher(text);
            if (parts.matches()) {
                long count = Long.parseLong(parts.group(1));
                return switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                };
            }
            try {
                return Duration.parse(text.toUpperCase(Locale.ROOT));
            } catch (DateTimeException e) {
                throw refusal(text);
            }
        }

        private static TypeConversionException refusal(String text) {
            return new TypeConversionException("must be a duration above 0, such as 90s, 5m or 1h, was '" + text + "'");
        }
    }

    /** What the environment of this process says that is not about the run. */
    private record WorkerEnvironment(Map<String, String> environment, WorkerHost place) {

        /** Where Kubernetes reads the reason of a container's end, unless the pod says otherwise. */
        private static final String TERMINATION_LOG = "/dev/termination-log";

        WorkerEnvironment {
            environment = Map.copyOf(environment);
        }

        /** The file for the reason of this process's end; empty outside of a pod. */
        Optional<Path> lastWords() {
            String file = environment.getOrDefault("RESFORGE_TERMINATION_LOG", TERMINATION_LOG);
            return switch (place) {
                case WorkerHost.OnMachine _ -> Optional.empty();
                case WorkerHost.InPod _ -> Optional.of(Path.of(file)).filter(Files::isWritable);
            };
        }

        /**
         * Serves the metrics, if a port is named; a port that cannot be had is a warning, and not the run's end.
         *
         * @throws BadInput if it is no port
         */
        Optional<MetricsServer> serve(TrainingMetrics metrics, WorkerLog log) {
            String port = environment.getOrDefault(WorkerPods.METRICS_PORT, "");
            if (port.isBlank()) {
                return Optional.empty();
            }
            if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
                throw new BadInput(WorkerPods.METRICS_PORT
                        + " must be from 1 to 65535, or 0 for any that is free, was '" + port + "'");
            }
            try {
                MetricsServer server = MetricsServer.start(Integer.parseInt(port), metrics);
                log.say("metrics are at port %d", server.port());
                return Optional.of(server);
            } catch (IOException e) {
                log.say("warning: there are no metrics, since port %s cannot be had: %s", port, e.getMessage());
                return Optional.empty();
            }
        }
    }
}
