package io.resforge.registry.run;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The runs in a store. An object that cannot be read is a {@link DamagedObject} where it is asked for. An id that no
 * run can have is an {@link IllegalArgumentException}.
 */
public final class RunStore {

    private final ObjectStore store;
    private final JsonObjects objects;
    private final RunIndex index;

    public RunStore(ObjectStore store) {
        this.store = store;
        this.objects = new JsonObjects(store);
        this.index = new RunIndex(store);
    }

    /**
     * Records a run; false if one with this id exists. A run whose submission was cut off may be recorded but not
     * listed: submitting it again lists it.
     */
    public boolean submit(RunSpec spec) {
        boolean created = objects.create(new RunKeys(spec.runId()).spec(), spec);
        Optional<RunSpec> recorded = created ? Optional.of(spec) : spec(spec.runId());
        recorded.ifPresent(index::add);
        return created;
    }

    /** All run ids, the newest submission first. Reads keys only: a thousand runs are quickly listed. */
    public List<String> ids() {
        return submissions().stream().map(SubmissionEntry::runId).toList();
    }

    /** When each run was submitted, the newest first; as quick as {@link #ids}. */
    public List<SubmissionEntry> submissions() {
        return index.newestFirst();
    }

    /** What a run was asked to do; empty if there is no such run. */
    public Optional<RunSpec> spec(String runId) {
        String key = new RunKeys(runId).spec();
        Optional<RunSpec> spec = objects.get(key, RunSpec.class);
        spec.ifPresent(it -> requireSame(key, "of run", runId, it.runId()));
        return spec;
    }

    /** Whether this very submission is there: not deleted, nor another one of its id. */
    public boolean isThere(RunSpec submitted) {
        return spec(submitted.runId())
                .filter(spec -> spec.submittedAt().equals(submitted.submittedAt()))
                .isPresent();
    }

    /** Removes what was written for a run after it was deleted; nothing happens if there is a run of this id. */
    public void deleteLeftovers(String runId) {
        RunKeys keys = new RunKeys(runId);
        List<String> left = store.list(keys.all());
        // Asked after the list: what belongs to a run that is submitted anew from now on is not in it.
        if (!left.contains(keys.spec()) && spec(runId).isEmpty()) {
            left.forEach(store::delete);
        }
    }

    /** Why nothing can be recorded at this moment, in words, as far as that can be found out. */
    public Optional<String> trouble() {
        return store.writeTrouble();
    }

    /** The worker of a run: its newest launch; empty if there is none yet. */
    public Optional<RunAttempt> launch(String runId) {
        RunKeys keys = new RunKeys(runId);
        OptionalInt newest = store.list(keys.launches()).stream()
                .map(RunKeys::numberOf)
                .flatMapToInt(OptionalInt::stream)
                .max();
        return newest.isEmpty() ? Optional.empty() : launch(keys, newest.getAsInt());
    }

    /** All launches of a run, in order. */
    public List<RunAttempt> launches(String runId) {
        RunKeys keys = new RunKeys(runId);
        return store.list(keys.launches()).stream()
                .map(RunKeys::numberOf)
                .flatMapToInt(OptionalInt::stream)
                .sorted()
                .mapToObj(attempt -> launch(keys, attempt))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Claims the right to make an attempt at a run; false if it is taken. */
    public boolean claim(String runId, RunAttempt launch) {
        return objects.create(new RunKeys(runId).launch(launch.attempt()), launch);
    }

    /** Completes one's own claim with the process that was started. */
    public void launched(String runId, RunAttempt launch) {
        objects.put(new RunKeys(runId).launch(launch.attempt()), launch);
    }

    /** Whether a launch was given up, and another has taken its place. Asks for one object. */
    public boolean isFollowed(String runId, RunAttempt launch) {
        return launch(new RunKeys(runId), launch.attempt() + 1).isPresent();
    }

    /** Whether a worker has nothing to do any more: its run has ended or was deleted, or another worker has it. */
    public boolean isTaken(RunSpec spec, RunAttempt launch) {
        String runId = spec.runId();
        return !isThere(spec) || end(runId).isPresent() || isFollowed(runId, launch);
    }

    /** How far a run is; empty before its worker began. */
    public Optional<RunStatus> status(String runId) {
        return objects.get(new RunKeys(runId).status(), RunStatus.class);
    }

    /** Records how far a run is, in place of what was recorded before. */
    public void report(String runId, RunStatus status) {
        objects.put(new RunKeys(runId).status(), status);
    }

    /** A finished epoch by its number; empty if there is none. */
    public Optional<EpochRecord> epoch(String runId, int number) {
        return epoch(new RunKeys(runId), number);
    }

    /** The finished epochs, in order. */
    public List<EpochRecord> epochs(String runId) {
        RunKeys keys = new RunKeys(runId);
        return store.list(keys.epochs()).stream()
                .map(RunKeys::numberOf)
                .flatMapToInt(OptionalInt::stream)
                .sorted()
                .mapToObj(number -> epoch(keys, number))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The finished epochs after number {@code known}, in order. When there is nothing new, one object is asked for. */
    public List<EpochRecord> epochsAfter(String runId, int known) {
        FieldChecks.atLeast("the number of the epoch that is known", 0, known);
        RunKeys keys = new RunKeys(runId);
        List<EpochRecord> epochs = new ArrayList<>();
        Optional<EpochRecord> next = epoch(keys, known + 1);
        while (next.isPresent()) { // ends: the store holds so many epochs and no more
            epochs.add(next.get());
            next = epoch(keys, next.get().epoch() + 1);
        }
        return epochs;
    }

    /** Records a finished epoch. One that was recorded before stays as it is. */
    public void finish(String runId, EpochRecord epoch) {
        objects.create(new RunKeys(runId).epoch(epoch.epoch()), epoch);
    }

    /** How a run ended; empty as long as it has not. */
    public Optional<RunEnd> end(String runId) {
        return objects.get(new RunKeys(runId).end(), RunEnd.class);
    }

    /** Records how a run ended; false if that was recorded before, and nothing is changed then. */
    public boolean end(String runId, RunEnd end) {
        return objects.create(new RunKeys(runId).end(), end);
    }

    /** The Job that works, or worked, on a run; empty if none was seen. */
    public Optional<JobRecord> job(String runId) {
        return objects.get(new RunKeys(runId).job(), JobRecord.class);
    }

    /** Records the Job of a run, in place of one before it. */
    public void job(String runId, JobRecord job) {
        objects.put(new RunKeys(runId).job(), job);
    }

    /** Forgets the Job of a run, if it is the one with this uid. */
    public void forgetJob(String runId, String uid) {
        job(runId).filter(it -> it.uid().equals(uid)).ifPresent(it -> store.delete(new RunKeys(runId).job()));
    }

    /** The Jobs that are known in a namespace. */
    public JobIndex jobs(String namespaceUid) {
        return new JobIndex(store, namespaceUid);
    }

    /** How the members of a sweep ended; empty before its Job was over. */
    public Optional<SweepRecord> sweep(String runId) {
        return objects.get(new RunKeys(runId).members(), SweepRecord.class);
    }

    /** Records how the members of a sweep ended; what was recorded before stays. */
    public void sweep(String runId, SweepRecord members) {
        objects.create(new RunKeys(runId).members(), members);
    }

    /** Whether, and since which attempt, a run is held; empty if it never was. */
    public Optional<RunSuspension> hold(String runId) {
        return objects.get(new RunKeys(runId).hold(), RunSuspension.class);
    }

    /** Holds a run or lets it go, in place of what was recorded before. */
    public void hold(String runId, RunSuspension hold) {
        objects.put(new RunKeys(runId).hold(), hold);
    }

    /** Whether a request to change a run was carried out. */
    public boolean isDone(String runId, String requestId) {
        return store.get(new RunKeys(runId).request(requestId), 1).isPresent();
    }

    /** Records that a request to change a run was carried out. */
    public void done(String runId, String requestId) {
        store.create(new RunKeys(runId).request(ObjectNames.request(requestId)), new byte[0]);
    }

    /** Removes all objects of a run, but not what it published; returns whether there was one. */
    public boolean delete(String runId) {
        RunKeys keys = new RunKeys(runId);
        List<String> all = store.list(keys.all());
        // From the list first: a deletion that is cut off leaves objects that are in no list, and can be repeated.
        spec(runId).ifPresent(index::remove);
        all.stream().filter(key -> !key.equals(keys.spec())).forEach(store::delete);
        store.delete(keys.spec());
        // A worker that had not seen it yet may have written once more.
        deleteLeftovers(runId);
        return !all.isEmpty();
    }

    private Optional<RunAttempt> launch(RunKeys keys, int attempt) {
        Optional<RunAttempt> launch = objects.get(keys.launch(attempt), RunAttempt.class);
        launch.ifPresent(it -> requireSame(keys.launch(attempt), "attempt", attempt, it.attempt()));
        return launch;
    }

    private Optional<EpochRecord> epoch(RunKeys keys, int number) {
        Optional<EpochRecord> epoch = objects.get(keys.epoch(number), EpochRecord.class);
        epoch.ifPresent(it -> requireSame(keys.epoch(number), "epoch", number, it.epoch()));
        return epoch;
    }

    private static void requireSame(String key, String what, Object expected, Object said) {
        if (!expected.equals(said)) {
            throw new DamagedObject(key, "it says that it is " + what + " " + said, null);
        }
    }
}
