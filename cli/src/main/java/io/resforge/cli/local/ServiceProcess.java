package io.resforge.cli.local;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.StoreOption;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A service that runs as a child process of this one. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(35);
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final int TAIL_LINES = 15;

    private final LocalService service;
    private final ServicePorts ports;
    private final LogFile log;
    private final Process process;

    private ServiceProcess(LocalService service, ServicePorts ports, LogFile log, Process process) {
        this.service = service;
        this.ports = ports;
        this.log = log;
        this.process = process;
    }

    /** Starts a service on its usual ports, or on free ones where those are taken. Does not wait until it is ready. */
    public static ServiceProcess start(LocalService service, LocalSetup surroundings) {
        return start(service, surroundings, service.usual().orFree());
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
            return new ServiceProcess(service, ports, log, process);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start the " + service, failure);
        }
    }

    /** Waits until the service answers; fails with the end of its log if it dies or takes too long. */
    public ServiceProcess awaitReady() {
        long begin = System.nanoTime();
        try (Readiness readiness = new Readiness(address())) {
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

    /** Where gRPC is spoken, as {@code host:port}. */
    public String address() {
        return "localhost:" + ports.grpc();
    }

    /** Where its metrics are. */
    public URI metrics() {
        return URI.create("http://localhost:" + ports.http() + "/q/metrics");
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
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        stopped(process.toHandle());
        workers.forEach(ProcessHandle::destroy);
        workers.forEach(ServiceProcess::stopped);
    }

    private static void stopped(ProcessHandle handle) {
        try {
            handle.onExit().get(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        } catch (ExecutionException | TimeoutException stubborn) {
            handle.destroyForcibly();
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

    /** Asks a service whether it is there. */
    static final class Readiness implements AutoCloseable {

        private final ManagedChannel channel;

        Readiness(String address) {
            channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                    .build();
        }

        /** Whether it answers; an inference service without a model is there, though it does not serve yet. */
        boolean answers() {
            try {
                // Without this a refused connection is tried again only after a second and more.
                channel.resetConnectBackoff();
                HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(2, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.getDefaultInstance());
                return true;
            } catch (StatusRuntimeException notYet) {
                return false;
            }
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }

    /**
     * The log of a service.
     *
     * @param path of the file
     */
    record LogFile(Path path) {

        private static final int LOOK_BACK_BYTES = 64 << 10;

        /** Where a failure was, which is no reason and would leave no room for one. */
        private static final Pattern FRAME = Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ more)");

        /** The last lines, at most this many and without the frames of stack traces; none if it cannot be read. */
        List<String> tail(int lines) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
                long start = Math.max(0, file.length() - LOOK_BACK_BYTES);
                byte[] end = new byte[(int) (file.length() - start)];
                file.seek(start);
                file.readFully(end);
                List<String> all = new String(end, StandardCharsets.UTF_8)
                        .lines()
                        .filter(l -> !l.isBlank() && !FRAME.matcher(l).matches())
                        .toList();
                return all.subList(Math.max(0, all.size() - lines), all.size());
            } catch (IOException unreadable) {
                return List.of(); // the failure that is being told matters more
            }
        }
    }
}
