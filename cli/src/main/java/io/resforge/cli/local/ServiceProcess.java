package io.resforge.cli.local;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Home;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.ProcessMark;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.local.LocalService.ServicePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A service that runs as a child process of this one. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

    /** What a service or a worker may take to stop. */
    static final Duration STOPS_WITHIN = Duration.ofSeconds(35);

    private static final long LOOK_EVERY_MILLIS = 100;
    private static final long STOP_LOOK_MILLIS = 20;
    private static final int TAIL_LINES = 15;

    private final LocalService service;
    private final ServicePorts ports;
    private final String host;
    private final boolean tls;
    private final Home state;
    private final LogFile log;
    private final Process process;

    private ServiceProcess(
            LocalService service, ServicePorts ports, LocalSetup surroundings, LogFile log, Process process) {
        this.service = service;
        this.ports = ports;
        this.host = ListenHost.reached(surroundings.host());
        this.tls = surroundings.speaksTls();
        this.state = surroundings.state();
        this.log = log;
        this.process = process;
    }

    /** Starts a service on its usual ports, or on free ones where those are taken. Does not wait until it is ready. */
    public static ServiceProcess start(LocalService service, LocalSetup surroundings) {
        return start(service, surroundings, service.usual().orFree());
    }

    /**
     * Starts both services, so that the pages of each lead to those of the other. Does not wait until they are ready.
     *
     * @param started is given each as soon as it runs: the control plane, then the inference service
     */
    public static void startBoth(LocalSetup surroundings, Consumer<ServiceProcess> started) {
        startMissing(surroundings, Map.of(), started);
    }

    /**
     * Starts those services that do not run yet.
     *
     * @param pages of those that do
     */
    static void startMissing(LocalSetup surroundings, Map<LocalService, URI> pages, Consumer<ServiceProcess> started) {
        Map<LocalService, ServicePorts> ports = new EnumMap<>(LocalService.class);
        Map<LocalService, URI> all = new EnumMap<>(LocalService.class);
        for (LocalService service : LocalService.values()) {
            ports.put(service, service.usual().orFree());
            all.put(
                    service,
                    pages.getOrDefault(
                            service,
                            ports.get(service)
                                    .page(ListenHost.reached(surroundings.host()), surroundings.speaksTls())));
        }
        for (LocalService service : LocalService.values()) {
            if (!pages.containsKey(service)) {
                LocalService other = service == LocalService.TRAINER ? LocalService.INFERENCE : LocalService.TRAINER;
                started.accept(start(service, surroundings.withOtherPages(all.get(other)), ports.get(service)));
            }
        }
    }

    /** Starts a service on these ports. Does not wait until it is ready. */
    public static ServiceProcess start(LocalService service, LocalSetup surroundings, ServicePorts ports) {
        StoreOption.location(surroundings.state().store());
        Path application = service.application(surroundings.root());
        if (!Files.isDirectory(application)) {
            throw CommandFailed.because("the " + service + " is not built: " + application
                    + " is missing; './resforge up' in a checkout builds it");
        }
        try {
            LogFile log = new LogFile(surroundings.logs().resolve(service + "-" + ports.grpc() + ".log"));
            Files.createDirectories(log.path().getParent());
            ProcessBuilder builder = new ProcessBuilder(ServiceCommand.line(service, ports, surroundings))
                    .redirectErrorStream(true)
                    .redirectOutput(log.path().toFile());
            builder.environment().putAll(ServiceCommand.environment(surroundings, System.getenv()));
            Process process = builder.start();
            process.getOutputStream().close();
            return new ServiceProcess(service, ports, surroundings, log, process);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start the " + service, failure);
        }
    }

    /** Waits until the service answers; fails with the end of its log if it dies or takes too long. */
    public ServiceProcess awaitReady() {
        long begin = System.nanoTime();
        try (ServiceReadiness readiness = new ServiceReadiness(host, ports, tls)) {
            while (!readiness.answers()) {
                if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw ended("while it started");
                }
                if (System.nanoTime() - begin > STARTS_WITHIN.toNanos()) {
                    throw failed("was not ready within " + STARTS_WITHIN.toSeconds() + " s");
                }
            }
            return this;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailed.because("interrupted while the " + service + " started");
        }
    }

    /** Where gRPC is spoken, as {@code host:port}, with TLS {@code grpcs://host:port}. */
    public String address() {
        return (tls ? "grpcs://" : "") + host + ":" + ports.grpc();
    }

    /** Where it answers HTTP, with a slash at its end. */
    public URI page() {
        return ports.page(host, tls);
    }

    /** Says in a state folder that this service runs and ends with this process, until this is closed. */
    public AutoCloseable tell(Home home) {
        return new RunningServices(home).tell(running().keptBy(ProcessHandle.current()));
    }

    /** What there is to say of it. */
    Running running() {
        return Running.now(service.toString(), address(), page(), handle()).in(state, log.path());
    }

    /** Where its metrics are. */
    public URI metrics() {
        return page().resolve("q/metrics");
    }

    /** Which service this is. */
    public LocalService service() {
        return service;
    }

    /** Where it listens. */
    public ServicePorts ports() {
        return ports;
    }

    /** The operating system's handle, by which a test kills the process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Completes with a failure, ready to be thrown, when the process ends. */
    public CompletableFuture<CommandFailed> end() {
        return process.onExit().thenApply(gone -> ended("without being stopped"));
    }

    /** Completes with the failure of whichever of these ends first. */
    public static CompletableFuture<CommandFailed> firstToEnd(List<ServiceProcess> services) {
        CompletableFuture<?>[] ends = services.stream().map(ServiceProcess::end).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.anyOf(ends).thenApply(CommandFailed.class::cast);
    }

    /** Asks the process to stop, with the workers it started, and kills what does not within the grace period. */
    @Override
    public void close() {
        stop(process.toHandle());
    }

    /** Asks a process to stop, then those that it started, and kills what does not within the grace period. */
    static void stop(ProcessHandle process) {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        awaitEnd(process, STOPS_WITHIN);
        workers.forEach(ProcessHandle::destroy);
        workers.forEach(worker -> awaitEnd(worker, STOPS_WITHIN));
    }

    /** Waits for the end of a process, and kills it if it takes longer than this. */
    static void awaitEnd(ProcessHandle process, Duration longest) {
        ProcessMark mark = ProcessMark.of(process);
        long begin = System.nanoTime();
        try {
            while (mark.lives()) {
                if (System.nanoTime() - begin > longest.toNanos()) {
                    process.destroyForcibly();
                    return;
                }
                Thread.sleep(STOP_LOOK_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private CommandFailed ended(String when) {
        return failed("ended with exit code " + process.exitValue() + " " + when);
    }

    private CommandFailed failed(String what) {
        List<String> tail = log.tail(TAIL_LINES);
        String lines = tail.isEmpty() ? "" : "; the end of its log:";
        return CommandFailed.because("the " + service + " " + what + " (" + log.path() + ")" + lines, tail);
    }
}
