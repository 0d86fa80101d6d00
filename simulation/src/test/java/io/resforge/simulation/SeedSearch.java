package io.resforge.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;

/**
 * Tries seeds in as many processes as there are processors, each every so manieth. Processes, since two simulations in one share the locks of
 * the JDK: a virtual thread of one that waited for such a lock, and then crashed, kept it from the other for ever.
 */
final class SeedSearch implements AutoCloseable {

    /** Of each process, on a machine that is so busy that it would try fewer. */
    private static final long LEAST = 50;

    private static final Logger ROOT = Logger.getLogger("");
    private static final String FAILED = "failed ";
    private static final String DONE = "done";

    private final long first;
    private final long seeds;
    private final Bug bug;
    private final Duration longest;
    private final List<Share> shares = new ArrayList<>();
    private final long started = System.nanoTime();

    /** What one process does. */
    private static final class Share implements Runnable {

        private final Process process;
        private volatile long tried;
        private volatile OptionalLong failing = OptionalLong.empty();
        private volatile boolean done;

        Share(Process process) {
            this.process = process;
        }

        /** Follows what the process says. */
        @Override
        public void run() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(this::heard);
            } catch (IOException e) {
                System.out.println("A process of the simulation is not heard any more: " + e);
            }
        }

        private void heard(String line) {
            if (line.equals(DONE)) {
                done = true;
            } else if (line.startsWith(FAILED)) {
                failing = OptionalLong.of(Long.parseLong(line.substring(FAILED.length())));
            } else {
                tried = Long.parseLong(line);
            }
        }
    }

    /** @param longest begins no seed later than this; zero tries all of them */
    SeedSearch(long first, long seeds, Bug bug, Duration longest) throws IOException {
        this.first = first;
        this.seeds = seeds;
        this.bug = bug;
        this.longest = longest;
        int processes = Runtime.getRuntime().availableProcessors();
        for (int number = 0; number < processes; number++) {
            shares.add(new Share(start(number, processes)));
        }
    }

    private Process start(int number, int processes) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.jboss.logging.provider=jdk"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of(SeedSearch.class.getName(), "" + (first + number), "" + (first + seeds)));
        command.addAll(List.of("" + processes, "" + longest.toSeconds(), bug.name()));
        ProcessBuilder java = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        String surefire = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        java.environment().put("CLASSPATH", surefire);
        return java.start();
    }

    /** The first failing seed that was found; empty if there is none. Says every so often how far it is. */
    OptionalLong failing(Duration between) throws InterruptedException {
        List<Thread> ears = shares.stream()
                .map(share -> Thread.ofPlatform().daemon().start(share))
                .toList();
        for (Thread ear : ears) {
            while (!ear.join(between) && failing().isEmpty()) {
                System.out.println(progress(tried(), seeds, seconds()));
            }
        }
        return failing();
    }

    private OptionalLong failing() {
        return shares.stream().flatMapToLong(share -> share.failing.stream()).min();
    }

    /** How many seeds were tried. */
    long tried() {
        return shares.stream().mapToLong(share -> share.tried).sum();
    }

    /** Whether each process came to its end. */
    boolean isDone() {
        return shares.stream().allMatch(share -> share.done);
    }

    /** Since it began. */
    long seconds() {
        return Duration.ofNanos(System.nanoTime() - started).toSeconds();
    }

    static String progress(long tried, long seeds, long seconds) {
        Duration left = Duration.ofSeconds(Math.max(seeds - tried, 0) * seconds / Math.max(tried, 1));
        return String.format(
                Locale.ROOT,
                "Simulated %,d of %,d seeds in %d s; all of them take %d:%02d:%02d more",
                tried,
                seeds,
                seconds,
                left.toHours(),
                left.toMinutesPart(),
                left.toSecondsPart());
    }

    /** Ends what has not ended. */
    @Override
    public void close() {
        shares.forEach(share -> share.process.destroyForcibly());
    }

    /** One process: the first seed, the one after the last, the step, the seconds that it may take, and the bug. */
    public static void main(String[] arguments) {
        ROOT.setLevel(Level.OFF);
        long first = Long.parseLong(arguments[0]);
        long step = Long.parseLong(arguments[2]);
        long longest = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
        Bug bug = Bug.valueOf(arguments[4]);
        long started = System.nanoTime();
        long end = Long.parseLong(arguments[1]);
        OptionalLong failing = LongStream.iterate(first, seed -> seed < end, seed -> seed + step)
                .takeWhile(
                        seed -> longest == 0 || (seed - first) / step < LEAST || System.nanoTime() - started < longest)
                .peek(seed -> System.out.println((seed - first) / step + 1))
                .filter(seed -> Simulation.of(seed, bug).violation().isPresent())
                .findFirst();
        failing.ifPresent(seed -> System.out.println(FAILED + seed));
        System.out.println(DONE);
    }
}
