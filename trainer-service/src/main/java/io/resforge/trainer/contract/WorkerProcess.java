package io.resforge.trainer.contract;

import io.resforge.registry.run.RunAttempt;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Worker processes as launches record them: which one it is survives a restart of the control plane. */
public final class WorkerProcess {

    /** The kind of launch that such a process is. */
    public static final String KIND = "process";

    // Linux tells a start by the ticks since boot, which becomes another instant when the clock is set right.
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private WorkerProcess() {}

    /** The name of this machine, as attempts record it. */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A name that does not resolve is no reason not to train.
            return "localhost";
        }
    }

    /** A claim on a run before its process has started. */
    public static RunAttempt claim(String host, Instant now) {
        return RunAttempt.only(KIND, host, 0, null, now);
    }

    /** The same launch, now with its process. */
    public static RunAttempt launched(RunAttempt claim, ProcessHandle process) {
        return claim.withProcess(process.pid(), process.info().startInstant().orElse(null));
    }

    /** The live process of a launch of this machine; empty if it is gone, and its id unused or another's. */
    public static Optional<ProcessHandle> find(String runId, RunAttempt launch) {
        if (launch.pid() <= 0) {
            return Optional.empty();
        }
        return ProcessHandle.of(launch.pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> began(process, launch.processStart()) || names(process, runId));
    }

    private static boolean began(ProcessHandle process, Instant expected) {
        Optional<Instant> start = process.info().startInstant();
        return expected != null
                && start.isPresent()
                && Duration.between(expected, start.get()).abs().compareTo(TOLERANCE) <= 0;
    }

    private static boolean names(ProcessHandle process, String runId) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(WorkerArguments.RUN + " " + runId + " "))
                .isPresent();
    }
}
