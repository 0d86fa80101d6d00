package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;
import java.time.Instant;

/**
 * An attempt to work on a run: {@code runs/<run>/launches/0001.json}, created once. A worker that is gone without an
 * end is followed by the next attempt; the one with the highest number is the run's.
 *
 * @param attempts how many there may be; 0 where the launcher counts them itself, as Kubernetes does
 * @param after why the attempt before it was over, in words; null for the first
 * @param launcher the kind, such as {@code process}
 * @param host the name of a machine or of a pod
 * @param podUid what tells a pod from another one of its name, or null
 * @param pid process id, or 0 before it is known
 * @param processStart tells the process from another that got the same id, or null
 */
public record RunAttempt(
        int attempt,
        int attempts,
        String after,
        String launcher,
        String host,
        String podUid,
        long pid,
        Instant processStart,
        Instant launchedAt) {

    /** As many attempts as the launcher makes. */
    public static final int UNCOUNTED = 0;

    public RunAttempt {
        FieldChecks.atLeast("attempt", 1, attempt);
        if (attempts != UNCOUNTED) {
            FieldChecks.atLeast("attempts", attempt, attempts);
        }
        if (attempt > 1) {
            FieldChecks.text("why there is a further attempt", after);
        }
        FieldChecks.text("launcher", launcher);
        FieldChecks.text("host", host);
        FieldChecks.atLeast("pid", 0, pid);
        FieldChecks.present("launchedAt", launchedAt);
    }

    /** A first and only attempt. */
    public static RunAttempt only(String launcher, String host, long pid, Instant processStart, Instant launchedAt) {
        return new RunAttempt(1, 1, null, launcher, host, null, pid, processStart, launchedAt);
    }

    /** The same with another number. */
    public RunAttempt as(int attempt, int attempts, String after) {
        return new RunAttempt(attempt, attempts, after, launcher, host, podUid, pid, processStart, launchedAt);
    }

    /** The same, now with its process. */
    public RunAttempt withProcess(long pid, Instant processStart) {
        return new RunAttempt(attempt, attempts, after, launcher, host, podUid, pid, processStart, launchedAt);
    }

    /** The same in a pod. */
    public RunAttempt inPod(String uid) {
        return new RunAttempt(attempt, attempts, after, launcher, host, uid, pid, processStart, launchedAt);
    }

    /** Whether another may follow. */
    public boolean mayBeFollowed() {
        return attempts == UNCOUNTED || attempt < attempts;
    }

    /** Which one it is, in words, such as "attempt 2 of 4". */
    public String words() {
        return "attempt " + attempt + (attempts == UNCOUNTED ? "" : " of " + attempts);
    }
}
