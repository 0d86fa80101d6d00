package io.resforge.cli.common;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The services that 'up' and 'demo' run on this machine, as they say in the state folder: a small file for each, which goes when it stops.
 * What a process that is gone left behind is not believed.
 */
public final class RunningServices {

    /** The control plane. */
    public static final String TRAINER = "trainer-service";

    /** What serves models. */
    public static final String INFERENCE = "inference-service";

    private static final Gson JSON = new Gson();
    private static final int MOST_BYTES = 4096;
    private static final int MOST_FILES = 100;

    private final Home home;
    private final Path folder;
    private final Path starting;

    /** Those of a state folder. */
    public RunningServices(Home home) {
        this.home = home;
        this.folder = home.path().resolve("services");
        this.starting = home.path().resolve("starting");
    }

    /**
     * A service that runs.
     *
     * @param service its name, such as {@value #TRAINER}
     * @param address for gRPC, such as {@code localhost:9001}
     * @param page where it answers HTTP, such as {@code http://localhost:8081/}
     * @param process that it is
     * @param since when it was ready, in milliseconds since 1970
     * @param state the state folder that it works on
     * @param log the file that it logs to
     * @param keeper the command that stops it when it is stopped itself; null if it runs by itself
     */
    public record Running(
            String service,
            String address,
            String page,
            ProcessMark process,
            long since,
            String state,
            String log,
            ProcessMark keeper) {

        /** A service whose process is ready now, and runs by itself. */
        public static Running now(String service, String address, URI page, ProcessHandle process) {
            return new Running(
                    service,
                    address,
                    page.toString(),
                    ProcessMark.of(process),
                    Instant.now().toEpochMilli(),
                    "",
                    "",
                    null);
        }

        /** The same over this state folder, and with this log. */
        public Running in(Home home, Path itsLog) {
            return new Running(
                    service, address, page, process, since, home.path().toString(), itsLog.toString(), keeper);
        }

        /** The same as long as this process runs. */
        public Running keptBy(ProcessHandle command) {
            return new Running(service, address, page, process, since, state, log, ProcessMark.of(command));
        }

        /** The number of its process. */
        public long pid() {
            return process.pid();
        }

        /** What there is to tell programs of it. */
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.addProperty("service", service);
            document.addProperty("address", address);
            document.addProperty("page", page);
            document.addProperty("pid", pid());
            document.addProperty("log", log);
            return document;
        }

        private boolean isWhole() {
            return service != null
                    && address != null
                    && page != null
                    && process != null
                    && state != null
                    && log != null;
        }
    }

    /**
     * A process that can be told from a later one of the same number: numbers are used again.
     *
     * @param pid its number
     * @param begun when it began, in milliseconds since 1970; 0 where the system does not tell
     */
    public record ProcessMark(long pid, long begun) {

        /** What a system tells of the moment may shift by so much when its clock is set. */
        private static final long SHIFT_MILLIS = 2_000;

        /** That of a process. */
        public static ProcessMark of(ProcessHandle process) {
            return new ProcessMark(process.pid(), begun(process));
        }

        /** The process; empty if it has ended, or if the number is another's by now. */
        public Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(it -> Math.abs(begun(it) - begun) <= SHIFT_MILLIS)
                    // One that has ended and was not waited for has a number still, but no program.
                    .filter(it -> it.info().command().isPresent() || isOfAnother(it));
        }

        /** The program of another user's process is not told. */
        private static boolean isOfAnother(ProcessHandle process) {
            return process.info()
                    .user()
                    .filter(user -> !user.equals(System.getProperty("user.name")))
                    .isPresent();
        }

        /** Whether it runs. */
        public boolean lives() {
            return process().isPresent();
        }

        private static long begun(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    /** Says that a service runs, until this is closed. Where the folder cannot be written, it is found at its usual address only. */
    public AutoCloseable tell(Running running) {
        Path file = folder.resolve(running.service() + "-" + running.pid() + ".json");
        try {
            Files.createDirectories(folder);
            removeThoseOfTheDead();
            OutputFile.write(file, JSON.toJson(running).getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            return () -> {};
        }
        return () -> Files.deleteIfExists(file);
    }

    /**
     * Waits until no other command is starting services over this state folder, and has others wait until this is closed: each sees what the
     * one before has started. Where the folder cannot be written there is nothing to wait for.
     *
     * @param waits is told if there is something to wait for
     */
    public Closeable turnToStart(Runnable waits) {
        try {
            Files.createDirectories(home.path());
            FileChannel file = FileChannel.open(
                    home.path().resolve("starting.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (file.tryLock() == null) {
                waits.run();
                file.lock();
            }
            return file;
        } catch (IOException unwritable) {
            return () -> {};
        }
    }

    /** The same for a command that stops services; without a state folder there is nothing to wait for. */
    public Closeable turnToStop(Runnable waits) {
        return Files.isDirectory(home.path()) ? turnToStart(waits) : () -> {};
    }

    /**
     * Says that a service is being started, until this is closed: {@link #leftHalfStarted} finds it if the command that started it was
     * killed meanwhile.
     */
    public Closeable starting(ProcessHandle service) {
        Path file = starting.resolve(service.pid() + ".json");
        try {
            Files.createDirectories(starting);
            OutputFile.write(file, JSON.toJson(ProcessMark.of(service)).getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            return () -> {};
        }
        return () -> Files.deleteIfExists(file);
    }

    /** Services that a killed command had started and that no command runs. To be asked for by the command whose turn it is to start or stop. */
    public List<ProcessHandle> leftHalfStarted() throws IOException {
        List<ProcessMark> known = all().stream().map(Running::process).toList();
        List<ProcessHandle> left = new ArrayList<>();
        for (Path file : files(starting)) {
            read(file, ProcessMark.class)
                    .filter(mark -> !known.contains(mark))
                    .flatMap(ProcessMark::process)
                    .ifPresent(left::add);
            Files.deleteIfExists(file);
        }
        return left;
    }

    /** The service of this name that was ready last; empty if none runs. */
    public Optional<Running> newest(String service) {
        return all().stream().filter(it -> it.service().equals(service)).max(Comparator.comparingLong(Running::since));
    }

    /** All that run. */
    public List<Running> all() {
        return files(folder).stream()
                .flatMap(file -> read(file).stream())
                .filter(it -> it.process().lives())
                .toList();
    }

    /** Those that work on the state folder itself: a demo's work on one of their own. */
    public List<Running> own() {
        return all().stream()
                .filter(it -> it.state().equals(home.path().toString()))
                .toList();
    }

    /** Forgets what is gone. */
    public void removeThoseOfTheDead() throws IOException {
        for (Path file : files(folder)) {
            if (read(file).filter(it -> it.process().lives()).isEmpty()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.toString().endsWith(".json"))
                    .limit(MOST_FILES)
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static Optional<Running> read(Path file) {
        return read(file, Running.class).filter(Running::isWhole);
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            return Optional.ofNullable(JSON.fromJson(Files.readString(file), type));
        } catch (IOException | JsonParseException unreadable) {
            return Optional.empty();
        }
    }
}
