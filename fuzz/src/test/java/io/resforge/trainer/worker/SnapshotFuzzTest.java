package io.resforge.trainer.worker;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.fuzz.FewObjects;
import io.resforge.fuzz.FuzzBounds;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.SnapshotFiles;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/** Snapshots in a store, from which a worker goes on; one that cannot be used is passed over. */
public class SnapshotFuzzTest {

    private static final String KEY = "runs/run-1/resume/000000007";

    /** The file, whose record is right. */
    @FuzzTest
    void snapshot(byte[] input) throws Exception {
        String record = "{\"step\":7,\"sha256\":\"" + Sha256.of(input) + "\",\"bytes\":" + input.length
                + ",\"savedAt\":\"2026-01-01T00:00:00Z\"}";
        FewObjects store = new FewObjects()
                .with(KEY + ".safetensors", input)
                .with(KEY + ".json", record.getBytes(StandardCharsets.UTF_8));
        var limits = new StoredSnapshots.Limits(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO);
        try (StoredSnapshots snapshots = new StoredSnapshots(
                new SnapshotFiles(store, "run-1", Clock.systemUTC()),
                "now",
                limits,
                System::nanoTime,
                () -> true,
                () -> false,
                () -> {},
                new WorkerLog(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC()))) {
            FuzzBounds.hold((4 << 20) + 200L * input.length, snapshots::newest);
        }
    }

    /** The record. */
    @FuzzTest
    void record(byte[] input) throws Exception {
        FewObjects store =
                new FewObjects().with(KEY + ".safetensors", new byte[16]).with(KEY + ".json", input);
        SnapshotFiles files = new SnapshotFiles(store, "run-1", Clock.systemUTC());
        FuzzBounds.hold((4 << 20) + 200L * input.length, () -> files.load(7), DamagedObject.class);
    }
}
