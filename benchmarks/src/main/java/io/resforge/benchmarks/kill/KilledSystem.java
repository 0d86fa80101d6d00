package io.resforge.benchmarks.kill;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.FolderTrees;
import io.resforge.cli.common.Home;
import io.resforge.cli.local.LocalService;
import io.resforge.cli.local.LocalService.ServicePorts;
import io.resforge.cli.local.LocalSetup;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.client.ResForgeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Both packaged services, their workers and commands over one store, in a folder of their own. Each may be killed and started again. */
final class KilledSystem implements AutoCloseable {

    /** {@code ./resforge bench} starts Java in the checkout. */
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private static final int IMAGES_OF_A_CLASS = 50;
    private static final long GONE_WITHIN_SECONDS = 20;
    private static final int FURTHER_WAITS = 3;
    private static final Duration CALL = Duration.ofSeconds(20);

    private final Path folder;
    private final Optional<Path> fakeTime;
    private final ServicePorts trainerPorts = ServicePorts.free();
    private final ServicePorts inferencePorts = ServicePorts.free();
    private final List<Process> commands = new ArrayList<>();
    private final ResForgeClient client;
    private ServiceProcess trainer;
    private ServiceProcess inference;
    private int starts;

    /** What can be killed. */
    enum Victim {
        CONTROL_PLANE,
        INFERENCE_SERVICE,
        WORKERS,
        COMMANDS,
        EVERYTHING
    }

    /** @param fakeTime libfaketime, by which the clock of all processes is set; empty for the true time */
    KilledSystem(Path folder, Optional<Path> fakeTime) throws IOException, InterruptedException {
        this.folder = folder;
        this.fakeTime = fakeTime;
        Files.createDirectories(store());
        setClock("+0");
        writeImages();
        this.client = ResForgeClient.builder()
                .trainer("localhost:" + trainerPorts.grpc())
                .inference("localhost:" + inferencePorts.grpc())
                .deadline(CALL)
                .attempts(2)
                .build();
    }

    Path store() {
        return folder.resolve("store");
    }

    /** A data set of 500 training images. */
    Path images() {
        return folder.resolve("images");
    }

    ResForgeClient client() {
        return client;
    }

    /** Has all processes see another time from now on, such as {@code +3600} seconds. */
    void setClock(String offset) throws IOException {
        Files.writeString(folder.resolve("clock"), offset + "\n");
    }

    /** Starts what does not run, and waits until it answers. */
    void start() {
        boolean withoutTrainer = trainer == null || !trainer.handle().isAlive();
        boolean withoutInference = inference == null || !inference.handle().isAlive();
        if (withoutTrainer) {
            trainer = start(LocalService.TRAINER, trainerPorts);
        }
        if (withoutInference) {
            inference = start(LocalService.INFERENCE, inferencePorts);
        }
        awaitReady(trainer);
        awaitReady(inference);
    }

    /** As long as it lives: beside other work a start may take minutes. */
    private static void awaitReady(ServiceProcess service) {
        for (int further = FURTHER_WAITS; ; further--) {
            try {
                service.awaitReady();
                return;
            } catch (CommandFailed e) {
                if (further == 0 || !service.handle().isAlive()) {
                    throw e;
                }
            }
        }
    }

    private ServiceProcess start(LocalService service, ServicePorts ports) {
        starts++; // each start has a log of its own
        Path natives = Path.of(System.getProperty("user.home"), ".djl.ai");
        LocalSetup setup = new LocalSetup(
                ROOT,
                new Home(folder.resolve("home"), store().toString()),
                folder.resolve("logs").resolve("start-" + starts),
                natives,
                "localhost",
                environment());
        return ServiceProcess.start(service, setup, ports);
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "RESFORGE_WATCH_INTERVAL", "200ms",
                "RESFORGE_WATCH_MAX_BACKOFF", "1s",
                "RESFORGE_POLL_RUNS", "300ms",
                "RESFORGE_WORKER_THREADS", "1",
                "RESFORGE_WORKER_SNAPSHOT_INTERVAL", "200ms",
                "RESFORGE_HOME", folder.resolve("home").toString(),
                "RESFORGE_STORE", store().toString()));
        fakeTime.ifPresent(library -> variables.putAll(Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", folder.resolve("clock").toString(),
                "FAKETIME_CACHE_DURATION", "1",
                // Else Java's waits end at once, and its threads spin.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                // What measures how long something takes does not jump on real machines either.
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "NO_FAKE_STAT", "1")));
        return variables;
    }

    /** Runs a command of the command line to its end, unless it is killed before; returns its exit code. */
    int command(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dresforge.root=" + ROOT,
                "-jar",
                ROOT.resolve("cli/target/resforge.jar").toString()));
        line.addAll(List.of(arguments));
        Process process;
        synchronized (commands) {
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("command-" + commands.size() + ".log")
                            .toFile());
            builder.environment().putAll(environment());
            process = builder.start();
            commands.add(process);
        }
        return process.waitFor();
    }

    /** Kills at once, as by a power cut; returns how many processes. */
    int kill(Victim victim) {
        List<ProcessHandle> victims = new ArrayList<>();
        boolean all = victim == Victim.EVERYTHING;
        if (all || victim == Victim.CONTROL_PLANE) {
            victims.add(trainer.handle());
        }
        if (all || victim == Victim.INFERENCE_SERVICE) {
            victims.add(inference.handle());
        }
        if (all || victim == Victim.WORKERS) {
            victims.addAll(workers());
        }
        if (all || victim == Victim.COMMANDS) {
            synchronized (commands) {
                commands.stream()
                        .filter(Process::isAlive)
                        .map(Process::toHandle)
                        .forEach(victims::add);
            }
        }
        victims.forEach(ProcessHandle::destroyForcibly);
        victims.forEach(KilledSystem::awaitEnd);
        return victims.size();
    }

    /** The processes that train over this store, also those whose control plane was killed. */
    List<ProcessHandle> workers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).containsAll(List.of("train", store().toString())))
                        .orElse(false))
                .toList();
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(GONE_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " does not end", e);
        }
    }

    private void writeImages() throws IOException, InterruptedException {
        Process cut = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        ROOT.resolve("cli/src/main/java/io/resforge/cli/data/Sheets.java")
                                .toString(),
                        ROOT.resolve("samples/cifar10").toString(),
                        images().toString())
                .inheritIO()
                .start();
        if (cut.waitFor() != 0) {
            throw new IOException("the sample's images could not be cut");
        }
        try (Stream<Path> files = Files.walk(images())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Integer.parseInt(file.getFileName().toString().replaceAll("\\D", "")) > IMAGES_OF_A_CLASS) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Ends all processes, and deletes what they wrote. */
    void delete() throws IOException {
        close();
        FolderTrees.delete(folder);
    }

    @Override
    public void close() {
        kill(Victim.EVERYTHING);
        client.close();
    }
}
