package io.resforge.registry.run;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest few snapshots that one run's training can go on from. The record of each is written last and removed
 * first.
 */
public final class SnapshotFiles {

    /** A damaged newest one still leaves one to go on from. */
    private static final int KEPT = 2;

    /** What an array can hold, and one less. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 9;

    private static final Pattern RECORD = Pattern.compile(".*/([0-9]{9,18})\\.json");

    private final ObjectStore store;
    private final JsonObjects objects;
    private final Clock clock;
    private final RunKeys keys;

    /** Steps that this object has saved, the oldest first; at most one more than are kept. */
    private final ArrayDeque<Long> saved = new ArrayDeque<>();

    public SnapshotFiles(ObjectStore store, String runId, Clock clock) {
        this.store = store;
        this.objects = new JsonObjects(store);
        this.clock = clock;
        this.keys = new RunKeys(runId);
    }

    /**
     * Keeps the snapshot of a step, and removes the oldest ones. Those that were there before stay until there are
     * enough new ones: a run that went back behind damaged ones has others of lower steps.
     */
    public void save(long step, byte[] content) {
        store.put(file(step), content);
        objects.put(record(step), new SnapshotRecord(step, Sha256.of(content), content.length, clock.instant()));
        saved.remove(step);
        saved.addLast(step);
        List<Long> others = steps().stream().filter(it -> !saved.contains(it)).toList();
        others.stream().skip(saved.size() < KEPT ? KEPT : 0).forEach(this::delete);
        if (saved.size() > KEPT) {
            delete(saved.removeFirst());
        }
    }

    /** The steps that there are snapshots of, the newest first. */
    public List<Long> steps() {
        return store.list(keys.snapshots()).stream()
                .map(RECORD::matcher)
                .filter(Matcher::matches)
                .map(key -> Long.valueOf(key.group(1)))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Reads the snapshot of a step; throws {@link DamagedObject} if it is not what was saved. */
    public byte[] load(long step) {
        SnapshotRecord record = objects.get(record(step), SnapshotRecord.class)
                .orElseThrow(() -> new DamagedObject(record(step), "it is gone", null));
        byte[] content = store.get(file(step), (int) Math.min(record.bytes(), MOST_BYTES) + 1)
                .orElseThrow(() -> new DamagedObject(file(step), "it is gone", null));
        if (content.length > record.bytes()) {
            throw new DamagedObject(
                    file(step), "it has more than the " + record.bytes() + " bytes that it was saved with", null);
        }
        String sha256 = Sha256.of(content);
        if (!sha256.equals(record.sha256())) {
            throw new DamagedObject(
                    file(step),
                    String.format(
                            Locale.ROOT,
                            "its %d bytes have the SHA-256 %s, but it was saved with %d bytes and %s",
                            content.length,
                            sha256,
                            record.bytes(),
                            record.sha256()),
                    null);
        }
        return content;
    }

    /** Removes all of them, of a run that needs none any more. */
    public void deleteAll() {
        steps().forEach(this::delete);
        // What is left has no record: it was being written when its worker died.
        store.list(keys.snapshots()).forEach(store::delete);
    }

    private void delete(long step) {
        store.delete(record(step));
        store.delete(file(step));
    }

    private String file(long step) {
        return key(step) + ".safetensors";
    }

    private String record(long step) {
        return key(step) + ".json";
    }

    private String key(long step) {
        return keys.snapshots() + String.format(Locale.ROOT, "%09d", step);
    }

    /**
     * That a snapshot is whole: {@code runs/<run>/resume/000001234.json}, beside the file {@code
     * 000001234.safetensors}.
     */
    public record SnapshotRecord(long step, String sha256, long bytes, Instant savedAt) {

        public SnapshotRecord {
            FieldChecks.atLeast("step", 0, step);
            FieldChecks.text("sha256", sha256);
            FieldChecks.atLeast("bytes", 0, bytes);
            FieldChecks.present("savedAt", savedAt);
        }
    }
}
